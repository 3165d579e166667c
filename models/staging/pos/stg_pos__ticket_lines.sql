-- One row per line of a till ticket, from the delivery that holds for the ticket.
with

source as (

    select *
    from {{ source("pos", "ticket_lines") }}
    where delivered_at <= {{ as_of() }}

),

units as (

    {{ delivered_units("source", ["ticket_id"]) }}

),

holding as (

    {{ held_rows("source", "units", ["ticket_id", "line_number"], ["ticket_id"]) }}

),

final as (

    select
        ticket_id,
        line_number,
        product_id,
        promotion_id,
        delivery_id,

        line_type,

        quantity,
        unit_price_eur_incl_tax,
        discount_eur_incl_tax,
        amount_eur_incl_tax,
        vat_rate
    from holding

)

select * from final

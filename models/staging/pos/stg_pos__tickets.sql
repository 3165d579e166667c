-- One row per till ticket, from the delivery that holds for it.
with

source as (

    select *
    from {{ source("pos", "tickets") }}
    where delivered_at <= {{ as_of() }}

),

units as (

    {{ delivered_units("source", ["ticket_id"]) }}

),

holding as (

    {{ held_rows("source", "units", ["ticket_id"], ["ticket_id"]) }}

),

final as (

    select
        ticket_id,
        store_id,
        till_id,
        loyalty_card_number,
        order_id,
        delivery_id,

        checkout_mode,
        status as ticket_status,

        total_eur_incl_tax,

        business_date,
        opened_at,
        opened_at_has_offset,
        closed_at,
        closed_at_has_offset,
        delivered_at
    from holding

)

select * from final

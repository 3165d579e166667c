-- One row per till ticket, from the delivery that holds for it.
with

source as (

    select * from {{ source("pos", "tickets") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["ticket_id"]) }}

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

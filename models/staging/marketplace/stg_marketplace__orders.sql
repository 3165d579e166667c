-- One row per marketplace order, from the delivery that holds for it.
with

source as (

    select * from {{ source("marketplace", "orders") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["order_id"]) }}

),

final as (

    select
        order_id,
        partner_code,
        store_id,
        delivery_id,

        status as order_status,
        city,

        total_eur_incl_tax,

        ordered_at,
        ordered_at_has_offset,
        fulfilled_at,
        fulfilled_at_has_offset,
        cancelled_at,
        cancelled_at_has_offset,
        delivered_at
    from holding

)

select * from final

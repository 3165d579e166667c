-- One row per drive and collection slot, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "slots") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["store_id", "slot_start"]) }}

),

final as (

    select
        store_id,
        delivery_id,

        capacity_orders as capacity_order_count,

        slot_start as slot_start_at,
        slot_start_has_offset as slot_start_at_has_offset,
        slot_end as slot_end_at,
        slot_end_has_offset as slot_end_at_has_offset
    from holding

)

select * from final

-- One row per drive and collection slot, with its day in the store's time and the orders that booked it.
with

slots as (

    select * from {{ ref("stg_drive__slots") }}

),

stores as (

    select
        store_id,
        time_zone
    from {{ ref("int_reference__stores") }}

),

bookings as (

    select
        store_id,
        slot_start_at,
        count(*) as booked_order_count
    from {{ ref("int_sales__drive_orders") }}
    where
        order_status <> 'cancelled'
        and slot_start_at is not null
    group by
        store_id,
        slot_start_at

),

slots_in_zone as (

    select
        slots.*,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone
    from slots
    left join stores on slots.store_id = stores.store_id

),

dated as (

    select
        store_id,
        capacity_order_count,
        {{ as_instant("slot_start_at", "slot_start_at_has_offset", "time_zone") }} as slot_start_at,
        cast({{ as_wall_clock("slot_start_at", "slot_start_at_has_offset", "time_zone") }} as date) as slot_date
    from slots_in_zone

),

final as (

    select
        dated.store_id,
        dated.slot_start_at,
        dated.slot_date,
        dated.capacity_order_count,
        cast(coalesce(bookings.booked_order_count, 0) as bigint) as booked_order_count
    from dated
    left join bookings
        on
            dated.store_id = bookings.store_id
            and dated.slot_start_at = bookings.slot_start_at

)

select * from final

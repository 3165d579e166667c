-- One row per drive, day and hour in which slots begin, of the last weeks that are over: how full, how late, how whole.
with

weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_week_count") }}

),

stores as (

    select
        store_id,
        time_zone
    from {{ ref("dim_stores") }}

),

slots as (

    select
        slots.store_id,
        slots.slot_date,
        slots.capacity_order_count,
        slots.booked_order_count,
        {{ iso_week_label("slots.slot_date") }} as iso_week,
        {{ utc_to_local("slots.slot_start_at", "stores.time_zone") }} as slot_start_at_local
    from {{ ref("int_sales__drive_slots") }} as slots
    inner join stores on slots.store_id = stores.store_id

),

slot_hours as (

    select
        slots.store_id,
        slots.slot_date,
        cast(extract(hour from slots.slot_start_at_local) as bigint) as slot_hour,
        min(slots.iso_week) as iso_week,
        count(*) as slot_count,
        sum(case when slots.booked_order_count >= slots.capacity_order_count then 1 else 0 end) as full_slot_count,
        sum(slots.capacity_order_count) as slot_capacity_order_count,
        sum(slots.booked_order_count) as slot_booked_order_count
    from slots
    inner join weeks on slots.iso_week = weeks.iso_week
    group by
        slots.store_id,
        slots.slot_date,
        cast(extract(hour from slots.slot_start_at_local) as bigint)

),

orders as (

    select
        orders.*,
        {{ utc_to_local("orders.slot_start_at", "stores.time_zone") }} as slot_start_at_local,
        case when orders.order_status = 'fulfilled' then 1 else 0 end as is_fulfilled,
        {{ seconds_between("orders.slot_start_at", "orders.prepared_at") }} as late_seconds
    from {{ ref("int_sales__drive_orders") }} as orders
    inner join stores on orders.store_id = stores.store_id
    where orders.slot_start_at is not null

),

-- As in the weekly service: lines, and being on time, are those of fulfilled orders.
order_hours as (

    select
        store_id,
        cast(slot_start_at_local as date) as slot_date,
        cast(extract(hour from slot_start_at_local) as bigint) as slot_hour,
        sum(is_fulfilled) as fulfilled_order_count,
        sum(case when order_status = 'cancelled' then 1 else 0 end) as cancelled_order_count,
        sum(case when prepared_at is not null then is_fulfilled else 0 end) as timed_order_count,
        sum(case when prepared_at <= slot_start_at then is_fulfilled else 0 end) as on_time_order_count,
        sum(case when late_seconds > 0 then late_seconds * is_fulfilled else 0 end) as late_seconds,
        max(case when late_seconds > 0 then late_seconds * is_fulfilled else 0 end) as longest_late_seconds,
        sum(ordered_line_count * is_fulfilled) as ordered_line_count,
        sum(substituted_line_count * is_fulfilled) as substituted_line_count,
        sum(missing_line_count * is_fulfilled) as missing_line_count
    from orders
    group by
        store_id,
        cast(slot_start_at_local as date),
        cast(extract(hour from slot_start_at_local) as bigint)

),

final as (

    select
        slot_hours.store_id,
        slot_hours.slot_date,
        slot_hours.slot_hour,
        slot_hours.iso_week,
        cast(slot_hours.slot_count as bigint) as slot_count,
        cast(slot_hours.full_slot_count as bigint) as full_slot_count,
        cast(slot_hours.slot_capacity_order_count as bigint) as slot_capacity_order_count,
        cast(slot_hours.slot_booked_order_count as bigint) as slot_booked_order_count,
        cast(coalesce(order_hours.fulfilled_order_count, 0) as bigint) as fulfilled_order_count,
        cast(coalesce(order_hours.cancelled_order_count, 0) as bigint) as cancelled_order_count,
        cast(coalesce(order_hours.timed_order_count, 0) as bigint) as timed_order_count,
        cast(coalesce(order_hours.on_time_order_count, 0) as bigint) as on_time_order_count,
        cast(round(cast(coalesce(order_hours.late_seconds, 0) as numeric(18, 2)) / 60, 2) as numeric(18, 2))
            as late_minutes,
        cast(round(cast(coalesce(order_hours.longest_late_seconds, 0) as numeric(18, 2)) / 60, 2) as numeric(18, 2))
            as longest_late_minutes,
        cast(coalesce(order_hours.ordered_line_count, 0) as bigint) as ordered_line_count,
        cast(coalesce(order_hours.substituted_line_count, 0) as bigint) as substituted_line_count,
        cast(coalesce(order_hours.missing_line_count, 0) as bigint) as missing_line_count
    from slot_hours
    left join order_hours
        on
            slot_hours.store_id = order_hours.store_id
            and slot_hours.slot_date = order_hours.slot_date
            and slot_hours.slot_hour = order_hours.slot_hour

)

select * from final

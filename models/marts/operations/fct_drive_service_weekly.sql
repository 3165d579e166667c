-- One row per store and ISO week in which drive orders were promised or slots offered; days that are over only.
with

orders as (

    select
        *,
        case when order_status = 'fulfilled' then 1 else 0 end as is_fulfilled,
        {{ iso_week_label("promised_date") }} as iso_week
    from {{ ref("int_sales__drive_orders") }}
    where promised_date < {{ as_of_date() }}

),

slots as (

    select
        *,
        {{ iso_week_label("slot_date") }} as iso_week
    from {{ ref("int_sales__drive_slots") }}
    where slot_date < {{ as_of_date() }}

),

-- Lines, and being on time, are those of fulfilled orders: an order that is still to come has not failed.
order_weeks as (

    select
        store_id,
        iso_week,
        count(*) as placed_order_count,
        sum(is_fulfilled) as fulfilled_order_count,
        sum(case when order_status = 'cancelled' then 1 else 0 end) as cancelled_order_count,
        sum(case when prepared_at is not null and slot_start_at is not null then is_fulfilled else 0 end)
            as timed_order_count,
        sum(case when prepared_at <= slot_start_at then is_fulfilled else 0 end) as on_time_order_count,
        sum(ordered_line_count * is_fulfilled) as ordered_line_count,
        sum(substituted_line_count * is_fulfilled) as substituted_line_count,
        sum(missing_line_count * is_fulfilled) as missing_line_count
    from orders
    group by
        store_id,
        iso_week

),

slot_weeks as (

    select
        store_id,
        iso_week,
        sum(capacity_order_count) as slot_capacity_order_count,
        sum(booked_order_count) as slot_booked_order_count
    from slots
    group by
        store_id,
        iso_week

),

final as (

    select
        coalesce(order_weeks.store_id, slot_weeks.store_id) as store_id,
        coalesce(order_weeks.iso_week, slot_weeks.iso_week) as iso_week,
        cast(coalesce(order_weeks.placed_order_count, 0) as bigint) as placed_order_count,
        cast(coalesce(order_weeks.fulfilled_order_count, 0) as bigint) as fulfilled_order_count,
        cast(coalesce(order_weeks.cancelled_order_count, 0) as bigint) as cancelled_order_count,
        cast(coalesce(order_weeks.timed_order_count, 0) as bigint) as timed_order_count,
        cast(coalesce(order_weeks.on_time_order_count, 0) as bigint) as on_time_order_count,
        cast(coalesce(order_weeks.ordered_line_count, 0) as bigint) as ordered_line_count,
        cast(coalesce(order_weeks.substituted_line_count, 0) as bigint) as substituted_line_count,
        cast(coalesce(order_weeks.missing_line_count, 0) as bigint) as missing_line_count,
        cast(coalesce(slot_weeks.slot_capacity_order_count, 0) as bigint) as slot_capacity_order_count,
        cast(coalesce(slot_weeks.slot_booked_order_count, 0) as bigint) as slot_booked_order_count
    from order_weeks
    full outer join slot_weeks
        on
            order_weeks.store_id = slot_weeks.store_id
            and order_weeks.iso_week = slot_weeks.iso_week

)

select * from final

-- One row per peak day, distance channel and ten minutes in which orders were placed.
with

orders as (

    select *
    from {{ ref("int_sales__placed_orders") }}
    where ordered_date < {{ as_of_date() }}

),

-- The days with most orders; of two equal ones the later.
peak_days as (

    select
        ordered_date,
        count(*) as order_count
    from orders
    group by ordered_date
    qualify
        row_number() over (order by count(*) desc nulls last, ordered_date desc nulls last)
        <= {{ var("peak_day_count") }}

),

minutes as (

    select
        orders.channel_code,
        orders.ordered_date,
        orders.order_status,
        orders.total_eur_incl_tax,
        60 * cast(extract(hour from orders.ordered_at_local) as bigint)
        + cast(extract(minute from orders.ordered_at_local) as bigint) as minute_of_day
    from orders
    inner join peak_days on orders.ordered_date = peak_days.ordered_date

),

buckets as (

    select
        *,
        minute_of_day - mod(minute_of_day, 10) as bucket_minute_of_day
    from minutes

),

final as (

    select
        ordered_date,
        channel_code,
        cast(bucket_minute_of_day as bigint) as bucket_minute_of_day,
        lpad(cast(cast((bucket_minute_of_day - mod(bucket_minute_of_day, 60)) / 60 as bigint) as varchar), 2, '0')
        || ':'
        || lpad(cast(mod(bucket_minute_of_day, 60) as varchar), 2, '0') as bucket_label,
        cast(count(*) as bigint) as placed_order_count,
        cast(sum(case when order_status = 'cancelled' then 1 else 0 end) as bigint) as cancelled_order_count,
        cast(sum(total_eur_incl_tax) as numeric(18, 2)) as total_eur_incl_tax
    from buckets
    group by
        ordered_date,
        channel_code,
        bucket_minute_of_day

)

select * from final

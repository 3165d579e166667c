-- One row per channel and day of the history: whether its sales are final, and from when they can be.
with

days as (

    select
        channel_code,
        business_date,
        iso_week
    from {{ ref("fct_store_days") }}
    union
    select
        channel_code,
        business_date,
        iso_week
    from {{ ref("fct_store_sales_daily") }}

),

-- The longest of what the channel can sell: a product of the day may be returned as late as that.
horizons as (

    select
        channel_code,
        max(horizon_hours) as horizon_hours
    from {{ ref("int_sales__product_horizons") }}
    group by channel_code

),

zones as (

    select distinct coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}
    union
    select 'Europe/Paris' as time_zone

),

-- The day ends last where the sun sets last.
ends as (

    select
        business_dates.business_date,
        max({{ local_to_utc("cast(business_dates.next_date as timestamp)", "zones.time_zone") }}) as ended_at
    from (
        select distinct
            business_date,
            business_date + 1 as next_date
        from days
    ) as business_dates
    cross join zones
    group by business_dates.business_date

),

incomplete as (

    select
        channel_code,
        business_date,
        count(*) as incomplete_store_count
    from {{ ref("fct_store_days") }}
    where store_day_status in ('missing', 'incomplete')
    group by
        channel_code,
        business_date

),

dated as (

    select
        days.channel_code,
        days.business_date,
        days.iso_week,
        cast(coalesce(horizons.horizon_hours, 0) as bigint) as horizon_hours,
        {{ dbt.dateadd("hour", "coalesce(horizons.horizon_hours, 0)", "ends.ended_at") }} as final_from_at,
        cast(coalesce(incomplete.incomplete_store_count, 0) as bigint) as incomplete_store_count
    from days
    inner join ends on days.business_date = ends.business_date
    left join horizons on days.channel_code = horizons.channel_code
    left join incomplete
        on
            days.channel_code = incomplete.channel_code
            and days.business_date = incomplete.business_date

),

final as (

    select
        *,
        incomplete_store_count = 0 as is_complete,
        case
            when incomplete_store_count = 0 and final_from_at <= {{ as_of() }} then 'final'
            else 'provisional'
        end as sales_status
    from dated

)

select * from final

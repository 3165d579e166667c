-- One row per distance channel and day up to the day before the run, with whether the channel's orders of it arrived.
with

dates as (

    select * from {{ ref("int_calendar__dates") }}

),

signs as (

    select
        channel_code,
        ordered_date as business_date
    from {{ ref("int_sales__placed_orders") }}
    union all
    select
        channel_code,
        fulfilled_date as business_date
    from {{ ref("int_sales__placed_orders") }}
    where fulfilled_date is not null

),

active_days as (

    select
        channel_code,
        business_date,
        count(*) as order_count
    from signs
    group by
        channel_code,
        business_date

),

-- The fewest orders of the channel's last 28 days with any; the first day speaks for those before it as well. Not their
-- mean, which a peak week lifts over what a Sunday has.
stretches as (

    select
        channel_code,
        business_date,
        min(order_count) over (
            partition by channel_code order by business_date nulls last rows between 27 preceding and current row
        ) as fewest_order_count,
        case
            when row_number() over (partition by channel_code order by business_date nulls last) = 1
                then cast('1601-01-01' as date)
            else business_date
        end as from_date,
        lead(business_date) over (partition by channel_code order by business_date nulls last) as until_date
    from active_days

),

-- A small channel has days without any order: silence says that a day is missing only where every day had some.
final as (

    select
        stretches.channel_code,
        dates.calendar_date as business_date,
        cast(stretches.fewest_order_count as bigint) as fewest_order_count,
        stretches.business_date = dates.calendar_date
        or stretches.fewest_order_count < {{ var("silent_channel_floor_order_count") }} as has_arrived
    from stretches
    inner join dates
        on
            stretches.from_date <= dates.calendar_date
            and (stretches.until_date > dates.calendar_date or stretches.until_date is null)
            and dates.calendar_date < {{ as_of_date() }}

)

select * from final

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

-- What the channel is used to, from its last 28 days with orders; the first day speaks for those before it as well.
stretches as (

    select
        channel_code,
        business_date,
        avg(order_count) over (
            partition by channel_code order by business_date nulls last rows between 27 preceding and current row
        ) as usual_order_count,
        case
            when row_number() over (partition by channel_code order by business_date nulls last) = 1
                then cast('1601-01-01' as date)
            else business_date
        end as from_date,
        lead(business_date) over (partition by channel_code order by business_date nulls last) as until_date
    from active_days

),

-- A small channel has days without any order: silence says that a day is missing only where it is out of the ordinary.
final as (

    select
        stretches.channel_code,
        dates.calendar_date as business_date,
        cast(stretches.usual_order_count as double) as usual_order_count,
        stretches.business_date = dates.calendar_date
        or stretches.usual_order_count < {{ var("silent_channel_floor_order_count") }} as has_arrived
    from stretches
    inner join dates
        on
            stretches.from_date <= dates.calendar_date
            and (stretches.until_date > dates.calendar_date or stretches.until_date is null)
            and dates.calendar_date < {{ as_of_date() }}

)

select * from final

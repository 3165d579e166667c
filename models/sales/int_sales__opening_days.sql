-- One row per store, channel and day of the history, with whether the store was to sell there on that day.
with

channels as (

    select * from {{ ref("int_sales__served_channels") }}

),

history as (

    select min(business_date) as first_business_date
    from {{ ref("int_sales__active_days") }}

),

stores as (

    select * from {{ ref("int_reference__stores") }}

),

closed_dates as (

    select * from {{ ref("int_reference__store_closed_dates") }}

),

dates as (

    select * from {{ ref("int_calendar__dates") }}

),

-- Before its first period a store is as that period describes it: a referential may start later than the sales.
periods as (

    select
        store_id,
        served_channels,
        closed_weekdays,
        valid_until_date,
        case
            when row_number() over (partition by store_id order by valid_from_date nulls last) = 1
                then cast('1601-01-01' as date)
            else valid_from_date
        end as valid_from_date
    from {{ ref("int_reference__store_periods") }}

),

days as (

    select
        channels.store_id,
        channels.channel_code,
        dates.calendar_date as business_date,
        dates.iso_week,
        case
            when dates.calendar_date < stores.opened_date then 'not_opened'
            when dates.calendar_date >= stores.closed_date or periods.store_id is null then 'closed_for_good'
            when
                not coalesce(
                    {{ lists("periods.served_channels", "channels.channel_code") }},
                    channels.first_traded_date is not null
                )
                then 'not_served'
            when {{ lists("periods.closed_weekdays", "dates.iso_weekday") }} then 'weekday'
            else closed_dates.closure_reason
        end as closure_reason
    from channels
    inner join stores on channels.store_id = stores.store_id
    cross join history
    inner join dates
        on
            history.first_business_date <= dates.calendar_date
            and dates.calendar_date < {{ as_of_date() }}
    left join periods
        on
            channels.store_id = periods.store_id
            and dates.calendar_date >= periods.valid_from_date
            and (dates.calendar_date < periods.valid_until_date or periods.valid_until_date is null)
    left join closed_dates
        on
            channels.store_id = closed_dates.store_id
            and dates.calendar_date = closed_dates.business_date

),

final as (

    select
        *,
        closure_reason is null as is_expected
    from days

)

select * from final

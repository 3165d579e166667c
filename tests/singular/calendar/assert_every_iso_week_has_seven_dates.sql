-- Returns a week that has not seven dates in a row from its Monday, or whose label two weeks share.

with weeks as (
    select
        iso_week,
        count(*) as date_count,
        min(calendar_date) as first_date,
        max(calendar_date) as last_date,
        min(iso_week_start_date) as monday,
        sum(iso_weekday) as weekday_sum
    from {{ ref('int_calendar__dates') }}
    group by iso_week
),

final as (
    select *
    from weeks
    where
        date_count <> 7
        or first_date <> monday
        or last_date - first_date <> 6
        or weekday_sum <> 28
)

select * from final

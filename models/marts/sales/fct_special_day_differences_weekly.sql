-- One row per ISO week, comparison and public holiday or trading event in one of the two weeks: its days on both sides.
with

periods as (

    select * from {{ ref("fct_report_comparisons_weekly") }}
    where comparison_code in ('prior_year', 'week_before')

),

dates as (

    select * from {{ ref("dim_dates") }}

),

-- Events of several days: those of one day are public holidays, which speak for themselves.
event_windows as (

    select * from {{ ref("calendar_event_windows") }}
    where last_offset_days > first_offset_days

),

special_days as (

    select
        dates.calendar_date,
        dates.iso_weekday,
        'holiday' as kind,
        dates.public_holiday_name_fr as name_fr,
        dates.public_holiday_name_en as name_en
    from dates
    where dates.is_public_holiday
    union all
    select
        dates.calendar_date,
        dates.iso_weekday,
        'event' as kind,
        event_windows.name_fr,
        event_windows.name_en
    from dates
    inner join event_windows on dates.event_code = event_windows.event_code

),

sides as (

    select
        periods.iso_week,
        periods.comparison_code,
        special_days.*,
        special_days.calendar_date >= periods.current_first_date
        and special_days.calendar_date <= periods.current_last_date as is_current
    from periods
    inner join special_days
        on
            special_days.calendar_date between periods.current_first_date and periods.current_last_date
            or special_days.calendar_date between periods.compared_first_date and periods.compared_last_date

),

-- A holiday has one day a side, whose weekday tells whether it moved within the week.
final as (

    select
        iso_week,
        comparison_code,
        kind,
        name_fr,
        min(name_en) as name_en,
        cast(count(case when is_current then 1 end) as bigint) as current_day_count,
        cast(count(case when not is_current then 1 end) as bigint) as compared_day_count,
        min(case when is_current then calendar_date end) as first_date,
        max(case when is_current then calendar_date end) as last_date,
        min(case when not is_current then calendar_date end) as compared_first_date,
        min(case when is_current then iso_weekday end) <> min(case when not is_current then iso_weekday end)
            as has_other_weekday
    from sides
    group by
        iso_week,
        comparison_code,
        kind,
        name_fr

)

select * from final

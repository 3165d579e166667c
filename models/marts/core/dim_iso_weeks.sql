-- One row per ISO week that holds at least one date of the report's calendar.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

default_matches as (
    select * from {{ ref('int_calendar__default_matched_dates') }}
),

event_matches as (
    select * from {{ ref('int_calendar__iso_week_event_matches') }}
),

public_holidays as (
    select * from {{ ref('int_calendar__public_holiday_dates') }}
),

school_holidays as (
    select * from {{ ref('int_calendar__school_holiday_dates') }}
),

-- A week at the edge of the calendar is described from its seven days, those outside included.
weeks as (
    select
        dates.iso_week,
        dates.iso_year,
        dates.iso_week_number,
        dates.iso_week_start_date as first_date,
        count(case when public_holidays.is_national then 1 end) > 0 as has_public_holiday,
        case
            when count(school_holidays.calendar_date) = 7
                then count(case when school_holidays.is_school_holiday_zone_a then 1 end)
        end as school_holiday_zone_a_day_count,
        case
            when count(school_holidays.calendar_date) = 7
                then count(case when school_holidays.is_school_holiday_zone_b then 1 end)
        end as school_holiday_zone_b_day_count,
        case
            when count(school_holidays.calendar_date) = 7
                then count(case when school_holidays.is_school_holiday_zone_c then 1 end)
        end as school_holiday_zone_c_day_count
    from dates
    left join public_holidays on dates.calendar_date = public_holidays.holiday_date
    left join school_holidays on dates.calendar_date = school_holidays.calendar_date
    group by dates.iso_week, dates.iso_year, dates.iso_week_number, dates.iso_week_start_date
),

final as (
    select
        weeks.iso_week,
        weeks.iso_year,
        weeks.iso_week_number,
        weeks.first_date,
        weeks.first_date + 6 as last_date,
        weeks.iso_week_number = 53 as is_week_53,
        {{ iso_week_label('mondays.prior_year_same_iso_week_date') }} as prior_year_same_iso_week,
        {{ iso_week_label('mondays.prior_year_minus_364_date') }} as prior_year_minus_364_week,
        event_matches.prior_year_event_week,
        event_matches.event_matched_day_count,
        {{ iso_week_label('mondays.prior_year_date') }} as prior_year_iso_week,
        {{ iso_week_label('weeks.first_date - 7') }} as week_before_iso_week,
        weeks.has_public_holiday,
        cast(weeks.school_holiday_zone_a_day_count as bigint) as school_holiday_zone_a_day_count,
        cast(weeks.school_holiday_zone_b_day_count as bigint) as school_holiday_zone_b_day_count,
        cast(weeks.school_holiday_zone_c_day_count as bigint) as school_holiday_zone_c_day_count
    from weeks
    inner join default_matches as mondays on weeks.first_date = mondays.calendar_date
    inner join event_matches on weeks.iso_week = event_matches.iso_week
    where
        weeks.first_date + 6 >= cast('{{ var("calendar_first_date") }}' as date)
        and weeks.first_date <= cast('{{ var("calendar_last_date") }}' as date)
)

select * from final

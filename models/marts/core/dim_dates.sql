-- One row per date of the report's calendar.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

default_matches as (
    select * from {{ ref('int_calendar__default_matched_dates') }}
),

event_matches as (
    select * from {{ ref('int_calendar__event_matched_dates') }}
),

event_windows as (
    select
        calendar_date,
        event_code,
        row_number() over (partition by calendar_date order by priority asc, event_code asc) as event_rank
    from {{ ref('int_calendar__event_window_dates') }}
),

public_holidays as (
    select * from {{ ref('int_calendar__public_holiday_dates') }}
),

school_holidays as (
    select * from {{ ref('int_calendar__school_holiday_dates') }}
),

nrf_dates as (
    select * from {{ ref('int_calendar__nrf_dates') }}
),

final as (
    select
        dates.calendar_date,
        dates.iso_week,
        dates.iso_week_start_date,
        dates.iso_year,
        dates.iso_week_number,
        dates.iso_weekday,
        cast(extract(day from dates.calendar_date) as bigint) as day_of_month,
        cast(extract(month from dates.calendar_date) as bigint) as month_number,
        cast(extract(quarter from dates.calendar_date) as bigint) as calendar_quarter,
        cast(extract(year from dates.calendar_date) as bigint) as calendar_year,
        dates.iso_weekday >= 6 as is_weekend,
        default_matches.prior_year_same_iso_week_date,
        default_matches.prior_year_minus_364_date,
        event_matches.prior_year_event_date,
        default_matches.prior_year_date,
        event_windows.event_code,
        public_holidays.name_fr as public_holiday_name_fr,
        public_holidays.name_en as public_holiday_name_en,
        coalesce(public_holidays.is_national, false) as is_public_holiday,
        public_holidays.holiday_date is not null as is_alsace_moselle_holiday,
        school_holidays.is_school_holiday_zone_a,
        school_holidays.is_school_holiday_zone_b,
        school_holidays.is_school_holiday_zone_c,
        nrf_dates.nrf_year,
        nrf_dates.nrf_month_number,
        nrf_dates.nrf_week_number
    from dates
    inner join default_matches on dates.calendar_date = default_matches.calendar_date
    inner join event_matches on dates.calendar_date = event_matches.calendar_date
    inner join nrf_dates on dates.calendar_date = nrf_dates.calendar_date
    left join event_windows
        on dates.calendar_date = event_windows.calendar_date and event_windows.event_rank = 1
    left join public_holidays on dates.calendar_date = public_holidays.holiday_date
    left join school_holidays on dates.calendar_date = school_holidays.calendar_date
    where
        dates.calendar_date >= cast('{{ var("calendar_first_date") }}' as date)
        and dates.calendar_date <= cast('{{ var("calendar_last_date") }}' as date)
)

select * from final

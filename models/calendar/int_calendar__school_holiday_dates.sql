-- One row per date for which the school holidays are known: whether each zone is on holiday.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

school_holidays as (
    select * from {{ ref('school_holidays') }}
),

-- After the last published holiday a date without one is unknown, not a school day.
known_until as (
    select min(zone_last_dates.last_date) as last_date
    from (
        select max(last_date) as last_date
        from school_holidays
        group by zone
    ) as zone_last_dates
),

final as (
    select
        dates.calendar_date,
        count(case when school_holidays.zone = 'A' then 1 end) > 0 as is_school_holiday_zone_a,
        count(case when school_holidays.zone = 'B' then 1 end) > 0 as is_school_holiday_zone_b,
        count(case when school_holidays.zone = 'C' then 1 end) > 0 as is_school_holiday_zone_c
    from dates
    inner join known_until on dates.calendar_date <= known_until.last_date
    left join school_holidays
        on dates.calendar_date between school_holidays.first_date and school_holidays.last_date
    group by dates.calendar_date
)

select * from final

-- One row per date of an ISO year that has one before it: the prior-year dates by rule.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

first_compared as (
    select min(iso_year) + 1 as iso_year
    from dates
),

same_weeks as (
    select
        dates.calendar_date,
        dates.iso_year,
        prior_dates.calendar_date as prior_year_same_iso_week_date,
        dates.calendar_date - 364 as prior_year_minus_364_date
    from dates
    inner join first_compared on dates.iso_year >= first_compared.iso_year
    -- Two years of 53 weeks never follow each other, so a week 53 finds nothing here.
    left join dates as prior_dates
        on
            dates.iso_year = prior_dates.iso_year + 1
            and dates.iso_week_number = prior_dates.iso_week_number
            and dates.iso_weekday = prior_dates.iso_weekday
),

final as (
    select
        calendar_date,
        iso_year,
        prior_year_same_iso_week_date,
        prior_year_minus_364_date,
        coalesce(prior_year_same_iso_week_date, prior_year_minus_364_date) as prior_year_date
    from same_weeks
)

select * from final

-- One row per date: its place in the NRF 4-5-4 retail calendar.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

nrf_years as (
    select * from {{ ref('int_calendar__nrf_years') }}
),

weeks as (
    select
        dates.calendar_date,
        nrf_years.nrf_year,
        cast(floor((dates.calendar_date - nrf_years.first_date) / 7) as bigint) + 1 as nrf_week_number
    from dates
    inner join nrf_years on dates.calendar_date between nrf_years.first_date and nrf_years.last_date
),

-- Four quarters of 13 weeks; a week 53 lengthens the last one.
quarters as (
    select
        *,
        least(cast(floor((nrf_week_number - 1) / 13) as bigint), 3) as quarters_before
    from weeks
),

final as (
    select
        calendar_date,
        nrf_year,
        cast(
            3 * quarters_before + case
                when nrf_week_number - 13 * quarters_before <= 4 then 1
                when nrf_week_number - 13 * quarters_before <= 9 then 2
                else 3
            end as bigint
        ) as nrf_month_number,
        nrf_week_number
    from quarters
)

select * from final

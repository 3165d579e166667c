-- One row per NRF 4-5-4 retail year: Sunday to Saturday weeks, closed on the Saturday nearest 31 January.

with dates as (
    select * from {{ ref('int_calendar__dates') }}
),

calendar_years as (
    select distinct cast(extract(year from calendar_date) as bigint) as nrf_year
    from dates
),

-- The year before closes on the Saturday nearest 31 January, so this one opens from 29 January to 4 February:
-- on the Sunday before the Monday that opens the week of 5 February.
openings as (
    select
        nrf_year,
        {{ iso_week_start("cast(nrf_year as varchar) || '-02-05'") }} - 1 as first_date
    from calendar_years
),

closings as (
    select
        nrf_year,
        first_date,
        lead(first_date) over (order by nrf_year asc) - 1 as last_date
    from openings
),

final as (
    select
        nrf_year,
        first_date,
        last_date,
        cast(floor((last_date - first_date + 1) / 7) as bigint) as week_count
    from closings
    where last_date is not null
)

select * from final

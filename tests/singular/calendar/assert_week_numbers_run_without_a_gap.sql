-- Returns a week that neither follows the one before by one nor opens a year after a week 52 or 53.

with weeks as (
    select distinct
        iso_week_start_date,
        iso_year,
        iso_week_number
    from {{ ref('int_calendar__dates') }}
),

neighbours as (
    select
        weeks.iso_week_start_date,
        weeks.iso_year - weeks_before.iso_year as years_on,
        weeks.iso_week_number,
        weeks_before.iso_week_number as number_before
    from weeks
    inner join weeks as weeks_before on weeks.iso_week_start_date = weeks_before.iso_week_start_date + 7
),

final as (
    select *
    from neighbours
    where
        not (years_on = 0 and iso_week_number = number_before + 1)
        and not (years_on = 1 and iso_week_number = 1 and number_before in (52, 53))
)

select * from final

-- Returns a week compared with one that is not in dim_iso_weeks, save in the first ISO year, which must.

with iso_weeks as (
    select * from {{ ref('dim_iso_weeks') }}
),

first_year as (
    select min(iso_year) as iso_year
    from iso_weeks
),

comparisons as (
    select
        iso_week,
        iso_year,
        prior_year_iso_week as compared_week
    from iso_weeks
    union all
    select
        iso_week,
        iso_year,
        prior_year_minus_364_week as compared_week
    from iso_weeks
    union all
    select
        iso_week,
        iso_year,
        prior_year_event_week as compared_week
    from iso_weeks
    union all
    select
        iso_week,
        iso_year,
        week_before_iso_week as compared_week
    from iso_weeks
),

final as (
    select comparisons.*
    from comparisons
    inner join first_year on comparisons.iso_year > first_year.iso_year
    left join iso_weeks on comparisons.compared_week = iso_weeks.iso_week
    where iso_weeks.iso_week is null
)

select * from final

-- One row per ISO week, comparison, side of it (current or compared) and week to sum on that side.

with iso_weeks as (
    select * from {{ ref('dim_iso_weeks') }}
),

-- The years compared with reach back before the first week of dim_iso_weeks.
member_weeks as (
    select distinct
        iso_week,
        iso_year,
        iso_week_number
    from {{ ref('int_calendar__dates') }}
),

single_weeks as (
    select
        iso_week,
        'prior_year' as comparison_code,
        'current' as period_role,
        iso_weeks.iso_week as member_iso_week
    from iso_weeks
    union all
    select
        iso_week,
        'prior_year' as comparison_code,
        'compared' as period_role,
        iso_weeks.prior_year_iso_week as member_iso_week
    from iso_weeks
    union all
    select
        iso_week,
        'week_before' as comparison_code,
        'current' as period_role,
        iso_weeks.iso_week as member_iso_week
    from iso_weeks
    union all
    select
        iso_week,
        'week_before' as comparison_code,
        'compared' as period_role,
        iso_weeks.week_before_iso_week as member_iso_week
    from iso_weeks
),

-- Equal numbers of weeks on both sides: a week 53 has no counterpart and is printed on a line of its own.
years_to_date as (
    select
        iso_weeks.iso_week,
        'year_to_date' as comparison_code,
        case
            when member_weeks.iso_year = iso_weeks.iso_year then 'current'
            else 'compared'
        end as period_role,
        member_weeks.iso_week as member_iso_week
    from iso_weeks
    inner join member_weeks
        on
            member_weeks.iso_year between iso_weeks.iso_year - 1 and iso_weeks.iso_year
            and member_weeks.iso_week_number <= least(iso_weeks.iso_week_number, 52)
),

final as (
    select * from single_weeks
    union all
    select * from years_to_date
)

select * from final

-- Returns a week whose year to date sums other than weeks 1 to its own number, 52 at most, on either side.

with iso_weeks as (
    select * from {{ ref('dim_iso_weeks') }}
),

sides as (
    select
        iso_week,
        count(case when period_role = 'current' then 1 end) as current_week_count,
        count(case when period_role = 'compared' then 1 end) as compared_week_count
    from {{ ref('brg_iso_week_comparisons') }}
    where comparison_code = 'year_to_date'
    group by iso_week
),

final as (
    select
        iso_weeks.iso_week,
        sides.current_week_count,
        sides.compared_week_count
    from iso_weeks
    left join sides on iso_weeks.iso_week = sides.iso_week
    where
        sides.iso_week is null
        or sides.current_week_count <> sides.compared_week_count
        or sides.current_week_count <> least(iso_weeks.iso_week_number, 52)
)

select * from final

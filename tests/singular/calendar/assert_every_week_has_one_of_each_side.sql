-- Returns a week that lacks a side of the comparison with last year or with the week before, or has two.

with iso_weeks as (
    select * from {{ ref('dim_iso_weeks') }}
),

single_weeks as (
    select * from {{ ref('brg_iso_week_comparisons') }}
    where comparison_code <> 'year_to_date'
),

final as (
    select
        iso_weeks.iso_week,
        count(single_weeks.member_iso_week) as row_count
    from iso_weeks
    left join single_weeks on iso_weeks.iso_week = single_weeks.iso_week
    group by iso_weeks.iso_week
    having count(single_weeks.member_iso_week) <> 4
)

select * from final

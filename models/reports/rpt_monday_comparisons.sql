-- One row per ISO week and comparison: the dates that stand against each other, and why they cannot, if so.
with

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

final as (

    select
        iso_week,
        comparison_code,
        current_first_date,
        current_last_date,
        compared_first_date,
        compared_last_date,
        reason_code
    from coverage

)

select * from final

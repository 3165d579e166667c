-- One row per edition, ISO week and comparison: the dates that stand against each other, and why they cannot, if so.
with

comparisons as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

final as (

    select
        comparisons.edition_code,
        comparisons.iso_week,
        comparisons.comparison_code,
        comparisons.current_first_date,
        comparisons.current_last_date,
        comparisons.compared_first_date,
        comparisons.compared_last_date,
        comparisons.reason_code
    from comparisons
    inner join editions
        on
            comparisons.edition_code = editions.edition_code
            and comparisons.iso_week = editions.iso_week

)

select * from final

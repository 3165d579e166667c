-- One row per edition of the report, ISO week and comparison: which dates meet, and why they cannot, if so.
with

editions as (

    select distinct
        edition_code,
        iso_week
    from {{ ref("brg_edition_stores") }}

),

comparisons as (

    select * from {{ ref("fct_report_comparisons_weekly") }}

),

sales as (

    select * from {{ ref("fct_edition_sales_weekly") }}

),

selling_weeks as (

    select
        *,
        'year_to_date' as comparison_code
    from {{ ref("fct_edition_selling_weeks") }}

),

reasoned as (

    select
        editions.edition_code,
        comparisons.iso_week,
        comparisons.comparison_code,
        comparisons.current_first_date,
        comparisons.current_last_date,
        comparisons.compared_first_date,
        comparisons.compared_last_date,
        comparisons.is_current_period_complete,
        case
            when comparisons.reason_code is not null then comparisons.reason_code
            when comparisons.comparison_code = 'like_for_like' and sales.edition_code is null then 'no_comparable_store'
            when sales.current_sales_eur_incl_tax is null then 'no_sales'
            when sales.compared_sales_eur_incl_tax is null then 'no_compared_sales'
            when selling_weeks.compared_selling_week_count < selling_weeks.current_selling_week_count
                then 'period_incomplete'
        end as reason_code
    from editions
    inner join comparisons on editions.iso_week = comparisons.iso_week
    left join sales
        on
            editions.edition_code = sales.edition_code
            and comparisons.iso_week = sales.iso_week
            and comparisons.comparison_code = sales.comparison_code
    left join selling_weeks
        on
            editions.edition_code = selling_weeks.edition_code
            and comparisons.iso_week = selling_weeks.iso_week
            and comparisons.comparison_code = selling_weeks.comparison_code

),

final as (

    select
        edition_code,
        iso_week,
        comparison_code,
        current_first_date,
        current_last_date,
        compared_first_date,
        compared_last_date,
        is_current_period_complete,
        reason_code,
        comparison_code = case
            when
                count(case when comparison_code = 'prior_year' and reason_code is null then 1 end)
                    over (partition by edition_code, iso_week)
                > 0
                then 'prior_year'
            else 'week_before'
        end as is_main_comparison
    from reasoned

)

select * from final

-- One row per edition of several stores, ISO week, comparison and store that sold in either period.
with

store_comparisons as (

    select
        store_id,
        iso_week,
        comparison_code,
        sum(current_sales_eur_incl_tax) as current_sales_eur_incl_tax,
        sum(current_ticket_count) as current_ticket_count,
        sum(compared_sales_eur_incl_tax) as compared_sales_eur_incl_tax
    from {{ ref("fct_store_comparisons_weekly") }}
    where comparison_code in ('prior_year', 'week_before')
    group by
        store_id,
        iso_week,
        comparison_code

),

editions as (

    select * from {{ ref("brg_edition_stores") }}
    where edition_code not like 'store:%'

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

covered as (

    select
        editions.edition_code,
        editions.iso_week,
        store_comparisons.comparison_code,
        editions.store_id,
        coverage.is_main_comparison,
        coverage.reason_code as coverage_reason_code,
        coalesce(comparability.is_comparable, false) as is_comparable,
        comparability.reason_code as comparability_reason_code,
        cast(store_comparisons.current_sales_eur_incl_tax as numeric(18, 2)) as current_sales_eur_incl_tax,
        cast(store_comparisons.current_ticket_count as bigint) as current_ticket_count,
        cast(
            case when coverage.reason_code is null then store_comparisons.compared_sales_eur_incl_tax end
            as numeric(18, 2)
        ) as compared_sales_eur_incl_tax
    from editions
    inner join store_comparisons
        on
            editions.store_id = store_comparisons.store_id
            and editions.iso_week = store_comparisons.iso_week
    inner join coverage
        on
            editions.edition_code = coverage.edition_code
            and editions.iso_week = coverage.iso_week
            and store_comparisons.comparison_code = coverage.comparison_code
    left join comparability
        on
            editions.store_id = comparability.store_id
            and editions.iso_week = comparability.iso_week

),

-- Against the prior year, only like is ranked with like; a week apart, every store that is large enough.
final as (

    select
        *,
        cast(current_sales_eur_incl_tax - compared_sales_eur_incl_tax as numeric(18, 2)) as contribution_eur_incl_tax,
        coalesce(
            current_sales_eur_incl_tax is not null
            and store_id <> '(none)'
            and compared_sales_eur_incl_tax >= {{ var("store_ranking_floor_eur_incl_tax") }}
            and (is_comparable or comparison_code = 'week_before'),
            false
        ) as is_ranked
    from covered

)

select * from final

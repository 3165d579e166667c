-- One row per ISO week, agreed figure and comparison: what stands above and below the line on both sides.
with

weekly as (

    select * from {{ ref("fct_channel_sales_weekly") }}

),

comparisons as (

    select * from {{ ref("brg_iso_week_comparisons") }}

),

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

metrics as (

    select * from {{ ref("dim_metrics") }}

),

compared as (
    {{ compare_weeks("weekly", "comparisons", [], {
        "sales_eur_incl_tax": "numeric(18, 2)",
        "ticket_count": "bigint",
        "item_count": "bigint",
        "loyalty_sales_eur_incl_tax": "numeric(18, 2)",
    }) }}
),

final as (

    select
        coverage.iso_week,
        coverage.comparison_code,
        coverage.is_current_period_complete,
        coverage.reason_code as coverage_reason_code,
        metrics.metric_code,
        metrics.unit,
        {{ measure_by_code("metrics.numerator_code", "compared.current_") }} as current_numerator,
        {{ measure_by_code("metrics.denominator_code", "compared.current_") }} as current_denominator,
        {{ measure_by_code("metrics.numerator_code", "compared.compared_") }} as compared_numerator,
        {{ measure_by_code("metrics.denominator_code", "compared.compared_") }} as compared_denominator
    from coverage
    cross join metrics
    left join compared
        on
            coverage.iso_week = compared.iso_week
            and coverage.comparison_code = compared.comparison_code

)

select * from final

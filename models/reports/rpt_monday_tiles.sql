-- One row per ISO week, headline figure and comparison.
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

terms as (

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

),

valued as (

    select
        *,
        case unit
            when 'rate' then {{ ratio_half_up("current_numerator", "current_denominator", 3) }}
            else {{ ratio_half_up("current_numerator", "current_denominator", 2) }}
        end as current_value,
        case unit
            when 'rate' then {{ ratio_half_up("compared_numerator", "compared_denominator", 3) }}
            else {{ ratio_half_up("compared_numerator", "compared_denominator", 2) }}
        end as compared_value
    from terms

),

evolved as (

    select
        *,
        case
            when coverage_reason_code is not null then null
            -- A share moves by points.
            when unit = 'rate'
                then cast({{ ratio_half_up(
                    "current_numerator * compared_denominator - compared_numerator * current_denominator",
                    "current_denominator * compared_denominator", 3, "numeric(38, 0)"
                ) }} as double)
            else {{ evolution_rate(
                "current_numerator * compared_denominator", "compared_numerator * current_denominator"
            ) }}
        end as evolution
    from valued

),

final as (

    select
        iso_week,
        metric_code,
        comparison_code,
        cast(
            case when comparison_code <> 'year_to_date' or is_current_period_complete then current_value end
            as numeric(18, 3)
        ) as current_value,
        cast(case when coverage_reason_code is null then compared_value end as numeric(18, 3)) as compared_value,
        evolution,
        case
            when evolution is null
                then {{ evolution_reason("coverage_reason_code", "current_value", "compared_value") }}
        end as reason_code
    from evolved

)

select * from final

-- One row per edition, ISO week, agreed figure and comparison: what stands above and below the line on both sides.
with

comparisons as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

sales as (

    select * from {{ ref("fct_edition_sales_weekly") }}

),

waste as (

    select * from {{ ref("fct_edition_waste_weekly") }}

),

targets as (

    select * from {{ ref("fct_edition_targets_weekly") }}
    where channel_code = '(all)'

),

metrics as (

    select * from {{ ref("dim_metrics") }}
    where numerator_code is not null

),

-- A target belongs to whole weeks of all stores: it has no compared side and no like-for-like.
measured as (

    select
        comparisons.edition_code,
        comparisons.iso_week,
        comparisons.comparison_code,
        comparisons.is_current_period_complete,
        comparisons.reason_code,
        {%- for measure in metric_measures() if measure not in ("targeted_sales_eur_excl_tax", "target_eur_excl_tax") %}
            {%- set source = "waste" if measure == "waste_cost_eur_excl_tax" else "sales" %}
            {{ source }}.current_{{ measure }},
            {{ source }}.compared_{{ measure }},
        {%- endfor %}
        case comparisons.comparison_code
            when 'year_to_date' then targets.year_to_date_sales_eur_excl_tax
            when 'like_for_like' then null
            else targets.sales_eur_excl_tax
        end as current_targeted_sales_eur_excl_tax,
        cast(null as numeric(18, 2)) as compared_targeted_sales_eur_excl_tax,
        case comparisons.comparison_code
            when 'year_to_date' then targets.year_to_date_target_eur_excl_tax
            when 'like_for_like' then null
            else targets.target_eur_excl_tax
        end as current_target_eur_excl_tax,
        cast(null as numeric(18, 2)) as compared_target_eur_excl_tax
    from comparisons
    inner join editions
        on
            comparisons.edition_code = editions.edition_code
            and comparisons.iso_week = editions.iso_week
    left join sales
        on
            comparisons.edition_code = sales.edition_code
            and comparisons.iso_week = sales.iso_week
            and comparisons.comparison_code = sales.comparison_code
    left join waste
        on
            comparisons.edition_code = waste.edition_code
            and comparisons.iso_week = waste.iso_week
            and comparisons.comparison_code = waste.comparison_code
    left join targets
        on
            comparisons.edition_code = targets.edition_code
            and comparisons.iso_week = targets.iso_week

),

final as (

    select
        measured.edition_code,
        measured.iso_week,
        measured.comparison_code,
        measured.is_current_period_complete,
        measured.reason_code as coverage_reason_code,
        metrics.metric_code,
        metrics.unit,
        {{ measure_by_code("metrics.numerator_code", "measured.current_") }} as current_numerator,
        {{ measure_by_code("metrics.denominator_code", "measured.current_") }} as current_denominator,
        {{ measure_by_code("metrics.numerator_code", "measured.compared_") }} as compared_numerator,
        {{ measure_by_code("metrics.denominator_code", "measured.compared_") }} as compared_denominator
    from measured
    cross join metrics

)

select * from final

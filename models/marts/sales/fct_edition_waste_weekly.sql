-- One row per edition of the report, ISO week and comparison: known shrink at cost on both sides.
with

weekly as (

    select
        store_id,
        iso_week,
        cast(sum(waste_cost_eur_excl_tax) as numeric(18, 2)) as waste_cost_eur_excl_tax
    from {{ ref("fct_waste_weekly") }}
    group by
        store_id,
        iso_week

),

comparisons as (

    select week_comparisons.*
    from {{ ref("brg_iso_week_comparisons") }} as week_comparisons
    inner join {{ ref("dim_sales_weeks") }} as weeks on week_comparisons.iso_week = weeks.iso_week

),

store_comparisons as (
    {{ compare_weeks("weekly", "comparisons", ["store_id"], {"waste_cost_eur_excl_tax": "numeric(18, 2)"}) }}
),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

comparison_codes as (

    {{ edition_comparison_rows() }}

),

-- Waste is kept by week: matched by event, it has no compared side.
compared as (

    select
        store_comparisons.store_id,
        store_comparisons.iso_week,
        comparison_codes.comparison_code,
        store_comparisons.current_waste_cost_eur_excl_tax,
        case
            when comparison_codes.comparison_code <> 'prior_year_event'
                then store_comparisons.compared_waste_cost_eur_excl_tax
        end as compared_waste_cost_eur_excl_tax
    from store_comparisons
    inner join comparison_codes
        on
            store_comparisons.comparison_code = case comparison_codes.comparison_code
                when 'prior_year_event' then 'prior_year'
                else comparison_codes.store_comparison_code
            end
    left join comparability
        on
            store_comparisons.store_id = comparability.store_id
            and store_comparisons.iso_week = comparability.iso_week
    where
        comparison_codes.comparison_code <> 'like_for_like'
        or coalesce(comparability.is_comparable, false)

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        compared.comparison_code,
        cast(sum(compared.current_waste_cost_eur_excl_tax) as numeric(18, 2)) as current_waste_cost_eur_excl_tax,
        cast(sum(compared.compared_waste_cost_eur_excl_tax) as numeric(18, 2)) as compared_waste_cost_eur_excl_tax
    from editions
    inner join compared
        on
            editions.store_id = compared.store_id
            and editions.iso_week = compared.iso_week
    group by
        editions.edition_code,
        editions.iso_week,
        compared.comparison_code

)

select * from final

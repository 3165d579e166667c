-- One row per ISO week, store and comparison in which the store sold in either period.
with

weekly as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

comparisons as (

    select * from {{ ref("brg_iso_week_comparisons") }}
    where comparison_code in ('prior_year', 'week_before')

),

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

compared as (
    {{ compare_weeks("weekly", "comparisons", ["store_id"], {
        "sales_eur_incl_tax": "numeric(18, 2)",
        "ticket_count": "bigint",
    }) }}
),

covered as (

    select
        compared.iso_week,
        compared.comparison_code,
        compared.store_id,
        compared.current_sales_eur_incl_tax,
        compared.current_ticket_count,
        case when coverage.reason_code is null then compared.compared_sales_eur_incl_tax end
            as compared_sales_eur_incl_tax,
        coverage.reason_code as coverage_reason_code
    from compared
    inner join coverage
        on
            compared.iso_week = coverage.iso_week
            and compared.comparison_code = coverage.comparison_code

),

moves as (

    select
        *,
        current_sales_eur_incl_tax - compared_sales_eur_incl_tax as contribution_eur_incl_tax,
        coalesce(
            current_sales_eur_incl_tax is not null
            and compared_sales_eur_incl_tax >= {{ var("store_ranking_floor_eur_incl_tax") }},
            false
        ) as is_ranked
    from covered

),

ranked as (

    select
        *,
        row_number() over (
            partition by iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax desc nulls last, store_id asc
        ) as place_from_top,
        row_number() over (
            partition by iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax asc nulls last, store_id asc
        ) as place_from_flop
    from moves

),

final as (

    select
        ranked.iso_week,
        ranked.comparison_code,
        ranked.store_id,
        stores.store_label,
        ranked.current_sales_eur_incl_tax,
        ranked.current_ticket_count,
        ranked.compared_sales_eur_incl_tax,
        cast(ranked.contribution_eur_incl_tax as numeric(18, 2)) as contribution_eur_incl_tax,
        {{ evolution_rate("current_sales_eur_incl_tax", "compared_sales_eur_incl_tax") }} as evolution_rate,
        {{ evolution_reason("coverage_reason_code", "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax") }}
            as reason_code,
        ranked.is_ranked,
        cast(case when is_ranked and contribution_eur_incl_tax > 0 then place_from_top end as bigint) as top_rank,
        cast(case when is_ranked and contribution_eur_incl_tax < 0 then place_from_flop end as bigint) as flop_rank
    from ranked
    inner join stores on ranked.store_id = stores.store_id

)

select * from final

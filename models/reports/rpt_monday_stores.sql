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

moves as (

    select
        compared.*,
        coverage.reason_code as coverage_reason_code,
        compared.current_sales_eur_incl_tax - compared.compared_sales_eur_incl_tax as contribution_eur_incl_tax,
        coalesce(
            coverage.reason_code is null
            and compared.current_sales_eur_incl_tax is not null
            and compared.compared_sales_eur_incl_tax >= {{ var("store_ranking_floor_eur_incl_tax") }},
            false
        ) as is_ranked
    from compared
    inner join coverage
        on
            compared.iso_week = coverage.iso_week
            and compared.comparison_code = coverage.comparison_code

),

ranked as (

    select
        *,
        case when is_ranked then row_number() over (
            partition by iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax desc nulls last, store_id asc
        ) end as top_rank,
        case when is_ranked then row_number() over (
            partition by iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax asc nulls last, store_id asc
        ) end as flop_rank
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
        case when ranked.coverage_reason_code is null then ranked.compared_sales_eur_incl_tax end
            as compared_sales_eur_incl_tax,
        case when ranked.coverage_reason_code is null then cast(ranked.contribution_eur_incl_tax as numeric(18, 2)) end
            as contribution_eur_incl_tax,
        case
            when ranked.coverage_reason_code is null
                then {{ evolution_rate("ranked.current_sales_eur_incl_tax", "ranked.compared_sales_eur_incl_tax") }}
        end as evolution_rate,
        {{ evolution_reason(
            "ranked.coverage_reason_code", "ranked.current_sales_eur_incl_tax", "ranked.compared_sales_eur_incl_tax"
        ) }} as reason_code,
        ranked.is_ranked,
        case when ranked.contribution_eur_incl_tax > 0 then cast(ranked.top_rank as bigint) end as top_rank,
        case when ranked.contribution_eur_incl_tax < 0 then cast(ranked.flop_rank as bigint) end as flop_rank
    from ranked
    inner join stores on ranked.store_id = stores.store_id

)

select * from final

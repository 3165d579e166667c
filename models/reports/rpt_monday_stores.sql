-- One row per edition of several stores, ISO week, comparison and store that sold in either period.
with

store_sales as (

    select * from {{ ref("fct_edition_store_sales_weekly") }}

),

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by edition_code, iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax desc nulls last, store_id asc
        ) as place_from_top,
        row_number() over (
            partition by edition_code, iso_week, comparison_code, is_ranked
            order by contribution_eur_incl_tax asc nulls last, store_id asc
        ) as place_from_flop
    from store_sales

),

final as (

    select
        ranked.edition_code,
        ranked.iso_week,
        ranked.comparison_code,
        ranked.store_id,
        store_weeks.store_label,
        store_weeks.region_name,
        ranked.is_comparable,
        ranked.comparability_reason_code,
        ranked.current_sales_eur_incl_tax,
        ranked.current_ticket_count,
        ranked.compared_sales_eur_incl_tax,
        ranked.contribution_eur_incl_tax,
        {{ evolution_rate(
            "ranked.current_sales_eur_incl_tax", "ranked.compared_sales_eur_incl_tax", "bigint"
        ) }} as evolution_rate,
        {{ evolution_reason(
            "ranked.coverage_reason_code", "ranked.current_sales_eur_incl_tax", "ranked.compared_sales_eur_incl_tax"
        ) }} as reason_code,
        ranked.is_ranked,
        cast(case when is_ranked and contribution_eur_incl_tax > 0 then place_from_top end as bigint) as top_rank,
        cast(case when is_ranked and contribution_eur_incl_tax < 0 then place_from_flop end as bigint) as flop_rank
    from ranked
    inner join editions
        on
            ranked.edition_code = editions.edition_code
            and ranked.iso_week = editions.iso_week
    inner join store_weeks
        on
            ranked.store_id = store_weeks.store_id
            and ranked.iso_week = store_weeks.iso_week

)

select * from final

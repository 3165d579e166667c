-- One row per ISO week: what the report's head says of the week, its data and what is missing from them.
with

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

weekly as (

    select
        iso_week,
        cast(count(distinct store_id) as bigint) as selling_store_count,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(unknown_product_sales_eur_incl_tax) as numeric(18, 2)) as unknown_product_sales_eur_incl_tax
    from {{ ref("fct_store_sales_weekly") }}
    group by iso_week

),

stores as (

    select
        cast(count(*) as bigint) as known_store_count,
        min(currency_code) as currency_code
    from {{ ref("dim_stores") }}
    where is_listed

),

set_aside as (

    select
        iso_week,
        cast(count(distinct ticket_id) as bigint) as set_aside_ticket_count,
        cast(sum(total_eur_incl_tax) as numeric(18, 2)) as set_aside_sales_eur_incl_tax
    from {{ ref("fct_set_aside_tickets") }}
    group by iso_week

),

deliveries as (

    select
        max(case when delivery_status = 'accepted' then delivered_at end) as delivered_until_at,
        cast(sum(case when has_open_refusal then 1 else 0 end) as bigint) as refused_delivery_count,
        cast(sum(quarantined_row_count) as bigint) as quarantined_row_count
    from {{ ref("fct_deliveries") }}

),

final as (

    select
        weeks.iso_week,
        weeks.first_date,
        weeks.last_date,
        case when coverage.reason_code is null then 'prior_year' else 'week_before' end as main_comparison_code,
        stores.currency_code,
        stores.known_store_count,
        coalesce(weekly.selling_store_count, 0) as selling_store_count,
        coalesce(weekly.line_count, 0) as line_count,
        weekly.unknown_product_sales_eur_incl_tax,
        coalesce(set_aside.set_aside_ticket_count, 0) as set_aside_ticket_count,
        coalesce(set_aside.set_aside_sales_eur_incl_tax, 0) as set_aside_sales_eur_incl_tax,
        deliveries.refused_delivery_count,
        deliveries.quarantined_row_count,
        cast({{ var("store_ranking_floor_eur_incl_tax") }} as numeric(18, 2)) as store_ranking_floor_eur_incl_tax,
        cast({{ var("store_ranking_size") }} as bigint) as store_ranking_size,
        deliveries.delivered_until_at
    from weeks
    inner join coverage
        on
            weeks.iso_week = coverage.iso_week
            and coverage.comparison_code = 'prior_year'
    cross join stores
    cross join deliveries
    left join weekly on weeks.iso_week = weekly.iso_week
    left join set_aside on weeks.iso_week = set_aside.iso_week

)

select * from final

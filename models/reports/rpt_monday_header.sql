-- One row per edition and ISO week: what the report's head says of the week, its data and what is missing from them.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

main_comparisons as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where is_main_comparison

),

collection as (

    select * from {{ ref("fct_edition_collection_weekly") }}

),

currencies as (

    select min(currency_code) as currency_code
    from stores
    where is_listed

),

deliveries as (

    select
        max(case when delivery_status = 'accepted' then delivered_at end) as delivered_until_at,
        cast(sum(case when has_open_refusal then 1 else 0 end) as bigint) as refused_delivery_count,
        cast(sum(case when open_flag_count > 0 then 1 else 0 end) as bigint) as flagged_delivery_count
    from {{ ref("fct_deliveries") }}

),

kept_aside as (

    select cast(coalesce(sum(open_row_count), 0) as bigint) as quarantined_row_count
    from {{ ref("fct_kept_aside_groups") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        weeks.first_date,
        weeks.last_date,
        main_comparisons.comparison_code as main_comparison_code,
        currencies.currency_code,
        editions.store_count as known_store_count,
        coalesce(collection.selling_store_count, 0) as selling_store_count,
        coalesce(collection.expected_store_day_count, 0) as expected_store_day_count,
        coalesce(collection.missing_store_day_count, 0) as missing_store_day_count,
        coalesce(collection.incomplete_store_day_count, 0) as incomplete_store_day_count,
        coalesce(collection.incomplete_sales_eur_incl_tax, 0) as incomplete_sales_eur_incl_tax,
        coalesce(collection.line_count, 0) as line_count,
        collection.unknown_product_sales_eur_incl_tax,
        coalesce(collection.set_aside_ticket_count, 0) as set_aside_ticket_count,
        coalesce(collection.set_aside_sales_eur_incl_tax, 0) as set_aside_sales_eur_incl_tax,
        coalesce(collection.kept_aside_transaction_count, 0) as kept_aside_transaction_count,
        coalesce(collection.kept_aside_sales_eur_incl_tax, 0) as kept_aside_sales_eur_incl_tax,
        coalesce(collection.unreadable_transaction_count, 0) as unreadable_transaction_count,
        deliveries.refused_delivery_count,
        kept_aside.quarantined_row_count,
        deliveries.flagged_delivery_count,
        cast({{ var("store_ranking_floor_eur_incl_tax") }} as numeric(18, 2)) as store_ranking_floor_eur_incl_tax,
        cast({{ var("store_ranking_size") }} as bigint) as store_ranking_size,
        deliveries.delivered_until_at
    from editions
    inner join weeks on editions.iso_week = weeks.iso_week
    inner join main_comparisons
        on
            editions.edition_code = main_comparisons.edition_code
            and editions.iso_week = main_comparisons.iso_week
    cross join currencies
    cross join deliveries
    cross join kept_aside
    left join collection
        on
            editions.edition_code = collection.edition_code
            and editions.iso_week = collection.iso_week

)

select * from final

-- One row per store and ISO week of the history: the change of its sales on the year before, split without a rest.
with

-- The default mapping gives the change that the report states; the event mapping gives last year's values without
-- what the calendar moved. Both carry the same current week.
by_store as (

    select
        store_id,
        iso_week,
        {{ sum_where("current_sales_eur_incl_tax", "comparison_code = 'prior_year'") }} as current_sales_eur_incl_tax,
        {{ sum_where("current_ticket_count", "comparison_code = 'prior_year'") }} as current_ticket_count,
        {{ sum_where("current_item_count", "comparison_code = 'prior_year'") }} as current_item_count,
        {{ sum_where("compared_sales_eur_incl_tax", "comparison_code = 'prior_year'") }} as compared_sales_eur_incl_tax,
        {{ sum_where("compared_sales_eur_incl_tax", "comparison_code = 'prior_year_event'") }}
            as event_sales_eur_incl_tax,
        {{ sum_where("compared_ticket_count", "comparison_code = 'prior_year_event'") }} as event_ticket_count,
        {{ sum_where("compared_item_count", "comparison_code = 'prior_year_event'") }} as event_item_count
    from {{ ref("fct_store_comparisons_weekly") }}
    where comparison_code in ('prior_year', 'prior_year_event')
    group by
        store_id,
        iso_week

),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

stores as (

    select
        by_store.*,
        comparability.is_comparable
    from by_store
    inner join comparability
        on
            by_store.store_id = comparability.store_id
            and by_store.iso_week = comparability.iso_week

),

-- At last year's values, in this order: one more ticket brings last year's basket, one more item last year's price.
comparable_stores as (

    select
        *,
        event_sales_eur_incl_tax - compared_sales_eur_incl_tax as calendar_effect,
        coalesce(
            {{ ratio_half_up(
                "(current_ticket_count - event_ticket_count) * event_sales_eur_incl_tax",
                "event_ticket_count", whole="numeric(38, 0)"
            ) }},
            current_sales_eur_incl_tax - event_sales_eur_incl_tax
        ) as traffic_effect,
        coalesce(
            {{ ratio_half_up(
                "(current_item_count * event_ticket_count - current_ticket_count * event_item_count)"
                ~ " * event_sales_eur_incl_tax",
                "event_item_count * event_ticket_count", whole="numeric(38, 0)"
            ) }},
            0
        ) as items_per_ticket_effect
    from stores
    where is_comparable

),

split as (

    select
        *,
        0 as perimeter_effect,
        current_sales_eur_incl_tax
        - compared_sales_eur_incl_tax
        - calendar_effect
        - traffic_effect
        - items_per_ticket_effect as price_effect
    from comparable_stores
    union all
    select
        *,
        0 as calendar_effect,
        0 as traffic_effect,
        0 as items_per_ticket_effect,
        current_sales_eur_incl_tax - compared_sales_eur_incl_tax as perimeter_effect,
        0 as price_effect
    from stores
    where not is_comparable

),

final as (

    select
        store_id,
        iso_week,
        is_comparable,
        cast(current_sales_eur_incl_tax as numeric(18, 2)) as current_sales_eur_incl_tax,
        cast(compared_sales_eur_incl_tax as numeric(18, 2)) as compared_sales_eur_incl_tax,
        cast(current_sales_eur_incl_tax - compared_sales_eur_incl_tax as numeric(18, 2)) as change_eur_incl_tax,
        cast(perimeter_effect as numeric(18, 2)) as perimeter_effect_eur_incl_tax,
        cast(calendar_effect as numeric(18, 2)) as calendar_effect_eur_incl_tax,
        cast(traffic_effect as numeric(18, 2)) as traffic_effect_eur_incl_tax,
        cast(items_per_ticket_effect as numeric(18, 2)) as items_per_ticket_effect_eur_incl_tax,
        cast(price_effect as numeric(18, 2)) as price_effect_eur_incl_tax
    from split

)

select * from final

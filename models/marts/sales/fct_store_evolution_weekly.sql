-- One row per store and ISO week of the history: the change of its sales on the year before, split without a rest.
with

-- The default mapping gives the change that the report states; the event mapping gives last year's values without
-- what the calendar moved. Both carry the same current week.
by_store as (

    select
        store_id,
        iso_week,
        {%- for measure in ("current_sales_eur_incl_tax", "current_ticket_count", "current_item_count", "compared_sales_eur_incl_tax") %}
        coalesce(sum(case when comparison_code = 'prior_year' then {{ measure }} end), 0) as {{ measure }},
        {%- endfor %}
        {%- for measure in ("sales_eur_incl_tax", "ticket_count", "item_count") %}
        coalesce(sum(case when comparison_code = 'prior_year_event' then compared_{{ measure }} end), 0)
            as event_{{ measure }}{{ "," if not loop.last }}
        {%- endfor %}
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
        {%- for effect in ("perimeter", "calendar", "traffic", "items_per_ticket", "price") %}
        cast({{ effect }}_effect as numeric(18, 2)) as {{ effect }}_effect_eur_incl_tax{{ "," if not loop.last }}
        {%- endfor %}
    from split

)

select * from final

-- One row per edition of the report and ISO week: what made its sales move against the prior year, in euros.
{%- set measures = {
    "current_sales_eur_incl_tax": "numeric(18, 2)",
    "compared_sales_eur_incl_tax": "numeric(18, 2)",
    "change_eur_incl_tax": "numeric(18, 2)",
    "perimeter_effect_eur_incl_tax": "numeric(18, 2)",
    "calendar_effect_eur_incl_tax": "numeric(18, 2)",
    "traffic_effect_eur_incl_tax": "numeric(18, 2)",
    "items_per_ticket_effect_eur_incl_tax": "numeric(18, 2)",
    "price_effect_eur_incl_tax": "numeric(18, 2)",
} %}
with

store_evolutions as (

    select * from {{ ref("fct_store_evolution_weekly") }}

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        {{ summed_columns("store_evolutions", measures) }}
    from editions
    inner join store_evolutions
        on
            editions.store_id = store_evolutions.store_id
            and editions.iso_week = store_evolutions.iso_week
    group by
        editions.edition_code,
        editions.iso_week

)

select * from final

-- One row per edition of the report and ISO week: what made its sales move against the prior year, in euros.
{%- set measures = [
    "change_eur_incl_tax", "perimeter_effect_eur_incl_tax", "calendar_effect_eur_incl_tax",
    "traffic_effect_eur_incl_tax", "items_per_ticket_effect_eur_incl_tax", "price_effect_eur_incl_tax",
] %}
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
    {%- for measure in ["current_sales_eur_incl_tax", "compared_sales_eur_incl_tax"] + measures %}
        cast(sum(store_evolutions.{{ measure }}) as numeric(18, 2)) as {{ measure }}{{ "," if not loop.last }}
    
    {%- endfor %}
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

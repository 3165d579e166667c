-- One row per edition and ISO week: what made sales move against the prior year, in parts that add up to the change.
{%- set parts = [
    "change_eur_incl_tax", "perimeter_effect_eur_incl_tax", "calendar_effect_eur_incl_tax",
    "traffic_effect_eur_incl_tax", "items_per_ticket_effect_eur_incl_tax", "price_effect_eur_incl_tax",
] %}
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

evolutions as (

    select * from {{ ref("fct_edition_evolution_weekly") }}

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where comparison_code = 'prior_year'

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        case when coalesce(coverage.reason_code, '') <> 'no_sales' then evolutions.current_sales_eur_incl_tax end
            as current_sales_eur_incl_tax,
        {%- for measure in ["compared_sales_eur_incl_tax"] + parts %}
            case when coverage.reason_code is null then evolutions.{{ measure }} end as {{ measure }},
        {%- endfor %}
        coverage.reason_code
    from editions
    inner join coverage
        on
            editions.edition_code = coverage.edition_code
            and editions.iso_week = coverage.iso_week
    left join evolutions
        on
            editions.edition_code = evolutions.edition_code
            and editions.iso_week = evolutions.iso_week

)

select * from final

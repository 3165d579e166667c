-- One row per edition of the report, ISO week, comparison and department that sold or lost goods in either period.
{%- set measures = {
    "sales_eur_incl_tax": "numeric(18, 2)",
    "containing_ticket_count": "bigint",
    "margin_base_eur_excl_tax": "numeric(18, 2)",
    "margin_eur_excl_tax": "numeric(18, 2)",
    "waste_cost_eur_excl_tax": "numeric(18, 2)",
} %}
with

sales_and_waste as (

    select
        store_id,
        iso_week,
        department_code,
        sales_eur_incl_tax,
        containing_ticket_count,
        margin_base_eur_excl_tax,
        margin_eur_excl_tax,
        cast(null as numeric(18, 2)) as waste_cost_eur_excl_tax
    from {{ ref("fct_store_department_sales_weekly") }}
    union all
    select
        store_id,
        iso_week,
        department_code,
        {%- for measure, type in measures.items() if measure != "waste_cost_eur_excl_tax" %}
            cast(null as {{ type }}) as {{ measure }},
        {%- endfor %}
        waste_cost_eur_excl_tax
    from {{ ref("fct_waste_weekly") }}

),

weekly as (

    select
        store_id,
        iso_week,
        department_code,
        {{ summed_columns("sales_and_waste", measures) }}
    from sales_and_waste
    group by
        store_id,
        iso_week,
        department_code

),

comparisons as (

    select week_comparisons.*
    from {{ ref("brg_iso_week_comparisons") }} as week_comparisons
    inner join {{ ref("dim_sales_weeks") }} as weeks on week_comparisons.iso_week = weeks.iso_week

),

stores as (
    {{ compare_weeks("weekly", "comparisons", ["store_id", "department_code"], measures) }}
),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        stores.comparison_code,
        stores.department_code,
        {{ summed_columns("stores", measures, ("current_", "compared_")) }}
    from editions
    inner join stores
        on
            editions.store_id = stores.store_id
            and editions.iso_week = stores.iso_week
    group by
        editions.edition_code,
        editions.iso_week,
        stores.comparison_code,
        stores.department_code

)

select * from final

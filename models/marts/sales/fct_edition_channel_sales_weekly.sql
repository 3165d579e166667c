-- One row per edition of the report, ISO week, comparison and channel that sold in either period.
{%- set measures = {
    "sales_eur_incl_tax": "numeric(18, 2)",
    "ticket_count": "bigint",
    "margin_base_eur_excl_tax": "numeric(18, 2)",
    "margin_eur_excl_tax": "numeric(18, 2)",
} %}
with

stores as (

    select * from {{ ref("fct_store_comparisons_weekly") }}
    where comparison_code in ('prior_year', 'week_before', 'year_to_date')

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        stores.comparison_code,
        stores.channel_code,
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
        stores.channel_code

)

select * from final

-- One row per edition of the report, ISO week, comparison and channel that sold in either period.
{%- set measures = {
    "sales_eur_incl_tax": "numeric(18, 2)",
    "ticket_count": "bigint",
    "margin_base_eur_excl_tax": "numeric(18, 2)",
    "margin_eur_excl_tax": "numeric(18, 2)",
} %}
with

store_comparisons as (

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
        store_comparisons.comparison_code,
        store_comparisons.channel_code,
    {%- for measure, type in measures.items() %}
        cast(sum(store_comparisons.current_{{ measure }}) as {{ type }}) as current_{{ measure }},
        cast(sum(store_comparisons.compared_{{ measure }}) as {{ type }}) as compared_{{ measure }}
        {{- "," if not loop.last }}
    {%- endfor %}
    from editions
    inner join store_comparisons
        on
            editions.store_id = store_comparisons.store_id
            and editions.iso_week = store_comparisons.iso_week
    group by
        editions.edition_code,
        editions.iso_week,
        store_comparisons.comparison_code,
        store_comparisons.channel_code

)

select * from final

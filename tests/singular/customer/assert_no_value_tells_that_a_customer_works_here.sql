-- Each class, code or rule of the customers' marts whose value tells that somebody works for the retailer.
-- depends_on: {{ ref("dim_customers") }}
-- depends_on: {{ ref("brg_customer_sources") }}
-- depends_on: {{ ref("brg_customer_households") }}
-- depends_on: {{ ref("fct_customer_weekly") }}
-- depends_on: {{ ref("fct_customer_events") }}
-- depends_on: {{ ref("fct_customer_events_weekly") }}
-- depends_on: {{ ref("fct_customer_sources") }}
-- depends_on: {{ ref("fct_customer_channel_overlap") }}
-- depends_on: {{ ref("fct_match_case_yield") }}
-- depends_on: {{ ref("fct_customer_links") }}
-- depends_on: {{ ref("fct_customer_refusals") }}
-- depends_on: {{ ref("fct_customer_growth") }}
-- depends_on: {{ ref("fct_customer_review_queue") }}
-- depends_on: {{ ref("fct_birthday_wishes") }}
-- depends_on: {{ ref("fct_consent_periods") }}
-- depends_on: {{ ref("fct_consents") }}
-- depends_on: {{ ref("fct_consents_to_ask") }}
-- depends_on: {{ ref("fct_contactable_customers") }}
-- depends_on: {{ ref("fct_customer_last_contacts") }}
-- depends_on: {{ ref("fct_retention") }}
-- depends_on: {{ ref("brg_customer_cohorts") }}
-- depends_on: {{ ref("fct_customer_cohorts") }}
-- depends_on: {{ ref("fct_customer_first_purchases") }}
-- depends_on: {{ ref("fct_customer_scores_weekly") }}
-- depends_on: {{ ref("fct_customer_segments_weekly") }}
-- depends_on: {{ ref("fct_customer_values") }}
-- depends_on: {{ ref("fct_customer_features") }}
-- depends_on: {{ ref("fct_customer_churn_inputs") }}
-- depends_on: {{ ref("fct_customer_churn_risks") }}
{%- set words = ["employ", "salari", "collab", "staff", "matricule", "personnel", "remise_pers", "remise pers"] %}
{%- set scanned = [] %}
{#- Views explain stored steps in the words of seeds: they hold no value that was delivered but ids. -#}
{%- set models = graph.nodes.values() | selectattr("resource_type", "equalto", "model")
    | selectattr("config.materialized", "equalto", "table") %}
{%- for node in models if node.original_file_path.startswith(("models/marts/customer/", "models/marts/marketing/")) %}
    {%- for column in node.columns.values() if column.data_type == "varchar" and not column.name.endswith("_id") %}
        {%- do scanned.append((node.name, node.relation_name, column.name)) %}
    {%- endfor %}
{%- endfor %}
with

found_values as (

    {% for model_name, relation, column in scanned | sort -%}
        select distinct
            '{{ model_name }}.{{ column }}' as place,
            {{ column }} as found_value
        from {{ relation }}
        union all
    {% endfor -%}
    select
        cast(null as varchar) as place,
        cast(null as varchar) as found_value

),

final as (

    select
        place,
        found_value
    from found_values
    where
        {% for word in words -%}
            {{ "or " if not loop.first }}lower(found_value) like '%{{ word }}%'
        {% endfor %}

)

select * from final

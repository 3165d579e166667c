-- Each promotion whose number or name speaks of staff: what it was used by would tell who works for the retailer.
{{ config(severity="warn", meta={"rule": {"kind": "employee_marker", "columns": ["promotion_id", "promotion_name"]}}) }}
{#- Not `personnel` alone: it is an adjective too (soin personnel). -#}
{%- set words = ["employ", "salari", "collab", "staff", "matricule", "du personnel", "remise pers"] %}
with

promotions as (

    select * from {{ ref("stg_reference__promotions") }}

),

final as (

    select distinct
        promotion_id,
        promotion_name
    from promotions
    where
        {% for word in words -%}
            {{ "or " if not loop.first }}lower(coalesce(promotion_name, '') || ' ' || promotion_id) like '%{{ word }}%'
        {% endfor %}

)

select * from final

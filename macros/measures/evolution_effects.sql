{#-
    The parts of an evolution as rows: each row of the relation once for traffic, items, price, perimeter and calendar,
    with `effect` and `effect_eur_incl_tax`.
    relation: a CTE with the columns of fct_edition_evolution_weekly.
-#}
{% macro evolution_effects(relation) -%}
    {%- set columns = {
        "traffic": "traffic", "items": "items_per_ticket", "price": "price", "perimeter": "perimeter",
        "calendar": "calendar",
    } -%}
    {%- for effect, column in columns.items() %}
    select
        {{ relation }}.*,
        '{{ effect }}' as effect,
        {{ relation }}.{{ column }}_effect_eur_incl_tax as effect_eur_incl_tax
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

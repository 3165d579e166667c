{#-
    The measures of one side of a comparison, summed over the stores and channels of an edition, and two parts of sales
    that the report shows apart: without fuel, and at a distance.

    relation: a CTE of store comparisons with is_distance_sale; side: `current` or `compared`. A side without sales is
    null; a measure that one selling store lacks is null for all of them (see incomplete_when_missing).
-#}
{% macro edition_side(relation, side) -%}
    {%- set before = relation ~ "." ~ side ~ "_" -%}
    {%- set sales = before ~ "sales_eur_incl_tax" -%}
    {%- for measure, type in sales_measures().items() %}
    {%- if measure in incomplete_when_missing() %}
    case
        when count({{ sales }}) = count({{ before ~ measure }}) then cast(sum({{ before ~ measure }}) as {{ type }})
    end as {{ side }}_{{ measure }},
    {%- else %}
    cast(sum({{ before ~ measure }}) as {{ type }}) as {{ side }}_{{ measure }},
    {%- endif %}
    {%- endfor %}
    cast(sum({{ sales }} - {{ before }}fuel_sales_eur_incl_tax) as numeric(18, 2))
        as {{ side }}_sales_excl_fuel_eur_incl_tax,
    cast(
        sum(case when {{ relation }}.is_distance_sale then {{ sales }} else 0 * {{ sales }} end) as numeric(18, 2)
    ) as {{ side }}_digital_sales_eur_incl_tax
{%- endmacro %}

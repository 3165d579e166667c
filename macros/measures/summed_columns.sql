{#-
    Sums of measures as columns of the same names.

    relation: the CTE that holds them; measures: name to type; prefixes: what stands before the name on both sides
    (`current_`, `compared_`); alias_prefix: what the result's name carries besides.
-#}
{% macro summed_columns(relation, measures, prefixes=("",), alias_prefix="") -%}
    {%- for prefix in prefixes %}
    {%- set is_last_prefix = loop.last %}
    {%- for measure, type in measures.items() %}
    {%- set column = prefix ~ measure %}
    cast(sum({{ relation }}.{{ column }}) as {{ type }}) as {{ alias_prefix ~ column }}
    {{- "," if not (is_last_prefix and loop.last) }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}

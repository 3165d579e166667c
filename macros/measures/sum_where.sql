{#- The sum of a column over the rows that meet a condition, 0 where none does. -#}
{% macro sum_where(column, condition) -%}
    coalesce(sum(case when {{ condition }} then {{ column }} end), 0)
{%- endmacro %}

{#-
    The sum of a column, null where any row lacks it: a total that leaves lines out would pass for the whole.
    type: the numeric type of the sum.
-#}
{% macro sum_if_complete(column, type="numeric(18, 2)") -%}
    case when count(*) = count({{ column }}) then cast(sum({{ column }}) as {{ type }}) end
{%- endmacro %}

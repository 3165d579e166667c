{#-
    Whether a list of codes separated by commas (`store,drive`) names a code, as a condition; null where the list is.
    codes: the list, spaces allowed; code: an expression, cast to text.
-#}
{% macro lists(codes, code) -%}
    (',' || replace({{ codes }}, ' ', '') || ',' like '%,' || cast({{ code }} as varchar) || ',%')
{%- endmacro %}

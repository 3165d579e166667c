{#-
    The measure that a code of the glossary names, as an expression: rows of the glossary pick columns of a mart.
    code: an expression; prefix: what stands before the measure's name (`compared.current_`).
-#}
{% macro measure_by_code(code, prefix) -%}
    cast(
        case {{ code }}
        {%- for measure in ("sales_eur_incl_tax", "ticket_count", "item_count", "loyalty_sales_eur_incl_tax") %}
            when '{{ measure }}' then {{ prefix }}{{ measure }}
        {%- endfor %}
            when 'one' then 1
        end
        as numeric(18, 2)
    )
{%- endmacro %}

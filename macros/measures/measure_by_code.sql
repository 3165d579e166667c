{#- The additive measures that the glossary may name above or below the line. -#}
{% macro metric_measures() -%}
    {%- do return([
        "sales_eur_incl_tax",
        "sales_excl_fuel_eur_incl_tax",
        "sales_eur_excl_tax",
        "ticket_count",
        "item_count",
        "margin_eur_excl_tax",
        "margin_base_eur_excl_tax",
        "loyalty_sales_eur_incl_tax",
        "digital_sales_eur_incl_tax",
        "waste_cost_eur_excl_tax",
        "targeted_sales_eur_excl_tax",
        "target_eur_excl_tax",
    ]) -%}
{%- endmacro %}

{#-
    The measure that a code of the glossary names, as an expression: rows of the glossary pick columns of a mart.
    code: an expression; prefix: what stands before the measure's name (`compared.current_`).
-#}
{% macro measure_by_code(code, prefix) -%}
    cast(
        case {{ code }}
        {%- for measure in metric_measures() %}
            when '{{ measure }}' then {{ prefix }}{{ measure }}
        {%- endfor %}
            when 'one' then 1
        end
        as numeric(18, 2)
    )
{%- endmacro %}

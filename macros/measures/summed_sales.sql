{#-
    The additive measures of a sales mart and their types, in order: every weekly mart carries the same columns.
-#}
{% macro sales_measures() -%}
    {%- do return({
        "sales_eur_incl_tax": "numeric(18, 2)",
        "sales_eur_excl_tax": "numeric(18, 2)",
        "discount_eur_incl_tax": "numeric(18, 2)",
        "fuel_sales_eur_incl_tax": "numeric(18, 2)",
        "unknown_product_sales_eur_incl_tax": "numeric(18, 2)",
        "commission_eur_excl_tax": "numeric(18, 2)",
        "cost_eur_excl_tax": "numeric(18, 2)",
        "margin_base_eur_excl_tax": "numeric(18, 2)",
        "margin_eur_excl_tax": "numeric(18, 2)",
        "ticket_count": "bigint",
        "line_count": "bigint",
        "item_count": "bigint",
        "loyalty_ticket_count": "bigint",
        "loyalty_sales_eur_incl_tax": "numeric(18, 2)",
    }) -%}
{%- endmacro %}

{#- Measures whose total is null where one row lacks it: what is left out would pass for the whole. -#}
{% macro incomplete_when_missing() -%}
    {%- do return(["sales_eur_excl_tax", "commission_eur_excl_tax"]) -%}
{%- endmacro %}

{#- The sums of all of them from a finer mart that carries the same columns. -#}
{% macro summed_sales() -%}
    {%- for measure, type in sales_measures().items() %}
    {%- if measure in incomplete_when_missing() %}
    {{ sum_if_complete(measure) }} as {{ measure }}
    {%- else %}
    cast(sum({{ measure }}) as {{ type }}) as {{ measure }}
    {%- endif %}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- All measures of two CTEs side by side, or of one that has both sides already: current_<measure>, compared_<measure>. -#}
{% macro both_sides(current=none, compared=none) -%}
    {%- for measure in sales_measures() %}
    {{ current ~ "." ~ measure ~ " as " if current }}current_{{ measure }},
    {{ compared ~ "." ~ measure ~ " as " if compared }}compared_{{ measure }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

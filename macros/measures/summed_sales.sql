{#-
    The additive measures of a sales mart, summed from a finer one: every weekly mart carries the same columns.
-#}
{% macro summed_sales() -%}
    cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
    {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
    cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
    cast(sum(fuel_sales_eur_incl_tax) as numeric(18, 2)) as fuel_sales_eur_incl_tax,
    cast(sum(unknown_product_sales_eur_incl_tax) as numeric(18, 2)) as unknown_product_sales_eur_incl_tax,
    cast(sum(ticket_count) as bigint) as ticket_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(item_count) as bigint) as item_count,
    cast(sum(loyalty_ticket_count) as bigint) as loyalty_ticket_count,
    cast(sum(loyalty_sales_eur_incl_tax) as numeric(18, 2)) as loyalty_sales_eur_incl_tax
{%- endmacro %}

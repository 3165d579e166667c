{#-
    The agreed ratios of a sales mart, each from the sums that stand beside it: never a mean of means.
    Needs the measures of sales_measures() in scope.
-#}
{% macro sales_ratios() -%}
    {{ ratio_half_up("sales_eur_incl_tax", "ticket_count") }} as average_basket_eur_incl_tax,
    cast({{ ratio_half_up("item_count", "ticket_count") }} as double) as items_per_basket,
    {{ ratio_half_up("sales_eur_incl_tax", "item_count") }} as average_price_eur_incl_tax,
    cast({{ ratio_half_up("loyalty_sales_eur_incl_tax", "sales_eur_incl_tax", 4) }} as double) as loyalty_sales_rate,
    cast({{ ratio_half_up("margin_eur_excl_tax", "margin_base_eur_excl_tax", 4) }} as double) as margin_rate
{%- endmacro %}

{#-
    A select of the order lines, the same for every channel.
    relation: a CTE over the delivered lines that hold; has_commission: whether a partner takes a commission on each line.
-#}
{% macro distance_order_lines(relation, has_commission=false) -%}
    select
        order_id,
        line_number,
        product_id,
        substituted_for_product_id,
        promotion_id,
        delivery_id,

        quantity,
        ordered_quantity,
        unit_price_eur_incl_tax,
        discount_eur_incl_tax,
        amount_eur_incl_tax,
        vat_rate{{ "," if has_commission }}
        {%- if has_commission %}
        commission_eur_excl_tax
        {%- endif %}
    from {{ relation }}
{%- endmacro %}

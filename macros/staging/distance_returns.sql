{#-
    A select of the returns of distance sales that hold.
    relation: a CTE over the delivered returns.
-#}
{% macro distance_returns(relation) -%}
    select
        return_id,
        order_id,
        line_number,
        account_id,
        product_id,
        delivery_id,

        reason as return_reason,

        quantity,
        unit_price_eur_incl_tax,
        amount_eur_incl_tax,

        returned_at,
        returned_at_has_offset,
        delivered_at
    from {{ relation }}
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["return_id"]) }}
{%- endmacro %}

{#-
    A select of the returns of distance sales that hold.
    relation: a CTE over the delivered returns; account: its column of accounts.
-#}
{% macro distance_returns(relation, account="account_id") -%}
    select
        return_id,
        order_id,
        line_number,
        {{ account ~ " as account_id" if account != "account_id" else account }},
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

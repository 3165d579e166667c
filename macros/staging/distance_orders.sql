{#-
    A select of the order headers that hold, the same for every shop of our own (home delivery, drive).
    relation: a CTE over the delivered orders; account: its column of accounts.
-#}
{% macro distance_orders(relation, account="account_id") -%}
    select
        order_id,
        {{ account ~ " as account_id" if account != "account_id" else account }},
        store_id,
        delivery_id,

        status as order_status,

        total_eur_incl_tax,

        ordered_at,
        ordered_at_has_offset,
        slot_start as slot_start_at,
        slot_start_has_offset as slot_start_at_has_offset,
        slot_end as slot_end_at,
        slot_end_has_offset as slot_end_at_has_offset,
        prepared_at,
        prepared_at_has_offset,
        fulfilled_at,
        fulfilled_at_has_offset,
        cancelled_at,
        cancelled_at_has_offset,
        updated_at,
        updated_at_has_offset,
        delivered_at
    from {{ relation }}
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["order_id"]) }}
{%- endmacro %}

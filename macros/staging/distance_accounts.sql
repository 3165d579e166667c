{#-
    A select of the accounts that hold, the same for every shop of our own (home delivery, drive).
    relation: a CTE over the delivered accounts; own_columns: columns that this shop alone delivers.
-#}
{% macro distance_accounts(relation, own_columns=[]) -%}
    select
        account_id,
        loyalty_card_number,
        {%- for column in own_columns %}
        {{ column }},
        {%- endfor %}
        delivery_id,

        first_name,
        last_name,
        gender,
        email,
        phone,
        address,
        postal_code,
        city,

        birth_date,
        created_at,
        created_at_has_offset,
        updated_at,
        updated_at_has_offset,
        deleted_at,
        deleted_at_has_offset
    from {{ relation }}
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["account_id"]) }}
{%- endmacro %}

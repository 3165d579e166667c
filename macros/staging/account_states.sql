{#-
    A select of every state of an application's accounts that a delivery brought, superseded ones included, with the
    values that a person may have set right.

    relation: a CTE of raw rows; source_system: the application's code; key: its own column of ids; has_gender,
    has_landline: whether it delivers them.
-#}
{% macro account_states(relation, source_system, key, has_gender=true, has_landline=false) -%}
    select
        '{{ source_system }}-' || {{ key }} as record_id,
        delivery_id,

        delivery_mode,
        first_name,
        last_name,
        {{ "gender" if has_gender else "cast(null as varchar) as gender" }},
        email,
        phone,
        {{ "landline" if has_landline else "cast(null as varchar) as landline" }},
        address,
        postal_code,
        city,

        birth_date,
        updated_at,
        updated_at_has_offset,
        delivered_at
    from {{ relation }}
    where delivered_at <= {{ as_of() }}
{%- endmacro %}

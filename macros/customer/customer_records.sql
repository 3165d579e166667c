{#-
    A select of one application's customers with the columns that all applications share, those that it lacks as null.

    relation: a CTE or model of its customers; source_system: the application's code; key: its own column of ids;
    ended_at: the column of the moment when the customer left, none where the application knows none;
    has_gender, has_landline: whether it delivers them.
-#}
{% macro customer_records(relation, source_system, key, ended_at=none, has_gender=true, has_landline=false) -%}
    select
        '{{ source_system }}-' || {{ key }} as record_id,
        '{{ source_system }}' as source_system,
        {{ key }} as source_customer_id,
        delivery_id,

        first_name,
        last_name,
        {{ "gender" if has_gender else "cast(null as varchar) as gender" }},
        birth_date,
        email,
        phone,
        {{ "landline" if has_landline else "cast(null as varchar) as landline" }},
        address,
        postal_code,
        city,
        loyalty_card_number,

        {{ as_instant("created_at", "created_at_has_offset", "'Europe/Paris'") }} as created_at,
        {{ as_instant("updated_at", "updated_at_has_offset", "'Europe/Paris'") }} as updated_at,
        {% if ended_at -%}
        {{ as_instant(ended_at, ended_at ~ "_has_offset", "'Europe/Paris'") }} as ended_at
        {%- else -%}
        cast(null as timestamp) as ended_at
        {%- endif %}
    from {{ relation }}
{%- endmacro %}

{#-
    A select of records with what was given of their names and addresses and what is compared of the rest: values that
    stand in the list of placeholders are null, and so are birth dates that no customer can have.

    relation: a CTE of source records with their normal values; placeholders: a CTE of attribute and value.
-#}
{% macro customer_contacts(relation, placeholders) -%}
    {%- set compared = {
        "birth_date": "cast(" ~ relation ~ ".birth_date as varchar)",
        "email_local_part": kept_characters(relation ~ ".email_local_part", "abcdefghijklmnopqrstuvwxyz"),
        "email_domain": relation ~ ".normal_email_domain",
        "phone": relation ~ ".normal_phone",
        "landline": relation ~ ".normal_landline",
        "postal_code": relation ~ ".normal_postal_code",
    } -%}
    {%- set has_mailbox = "no_email_local_part.value is null and no_email_domain.value is null" -%}
    select
        {{ relation }}.record_id,
        {{ relation }}.source_system,
        {{ relation }}.source_customer_id,
        {{ relation }}.created_at,
        {{ relation }}.updated_at,
        {{ relation }}.ended_at,
        {{ relation }}.fingerprint,

        {{ relation }}.first_name as given_first_name,
        {{ relation }}.last_name as given_last_name,
        {{ relation }}.address as given_address,

        case when {{ relation }}.gender in ('F', 'M') then {{ relation }}.gender end as gender,
        case
            when
                no_birth_date.value is null
                and {{ relation }}.birth_date >= cast('{{ var("birth_date_earliest") }}' as date)
                and {{ relation }}.birth_date <= {{ as_of_date() }}
                then {{ relation }}.birth_date
        end as birth_date,
        case
            when {{ has_mailbox }} then {{ relation }}.email_local_part || '@' || {{ relation }}.normal_email_domain
        end as email,
        case
            when {{ has_mailbox }} and {{ relation }}.email_local_part is not null
                then {{ relation }}.normal_email_domain
        end as email_domain,
        case when no_phone.value is null then {{ relation }}.normal_phone end as phone,
        case when no_landline.value is null then {{ relation }}.normal_landline end as landline,
        case when no_postal_code.value is null then {{ relation }}.normal_postal_code end as postal_code,
        {{ relation }}.normal_city as city,
        {{ relation }}.normal_card_number as loyalty_card_number
    from {{ relation }}
    {%- for attribute, value in compared.items() %}
    left join {{ placeholders }} as no_{{ attribute }}
        on
            no_{{ attribute }}.attribute = '{{ "phone" if attribute == "landline" else attribute }}'
            and {{ value }} = no_{{ attribute }}.value
    {%- endfor %}
{%- endmacro %}

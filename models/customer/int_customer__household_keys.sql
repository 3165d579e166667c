-- One row per customer and thing that members of a household share: a family name with an exact address or a contact.
{%- set most_name_parts = 3 %}
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

golden_sources as (

    select * from {{ ref("int_customer__golden_sources") }}

),

family_names as (

    select
        golden_sources.customer_id,
        coalesce(identities.last_name_parts, '|' || identities.last_name_key || '|') as name_parts
    from golden_sources
    inner join identities
        on golden_sources.name_record_number = identities.record_number
    where identities.last_name_key is not null

),

name_parts as (

    {% for number in range(2, most_name_parts + 2) -%}
        select
            customer_id,
            split_part(name_parts, '|', {{ number }}) as name_part
        from family_names
        where split_part(name_parts, '|', {{ number }}) <> ''
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

places as (

    select
        golden_sources.customer_id,
        identities.street_key || '|' || identities.postal_code as place
    from golden_sources
    inner join identities
        on golden_sources.address_record_number = identities.record_number
    -- Without a number a street or a hamlet is no home.
    where
        identities.street_number is not null
        and identities.street_key is not null
        and identities.postal_code is not null
    {% for attribute in ["email", "phone", "landline"] -%}
        union all
        select
            golden_sources.customer_id,
            identities.{{ attribute }} as place
        from golden_sources
        inner join identities
            on golden_sources.{{ attribute }}_record_number = identities.record_number
        where identities.{{ attribute }} is not null
    {% endfor %}

),

final as (

    select distinct
        name_parts.customer_id,
        {{ hash_number("name_parts.name_part || '|' || places.place") }} as household_key_number
    from name_parts
    inner join places
        on name_parts.customer_id = places.customer_id

)

select * from final

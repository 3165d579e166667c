-- One row per customer: the values that survive from the customer's records, as they were delivered.
with

source_records as (

    select * from {{ ref("int_customer__source_records") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

golden_sources as (

    select * from {{ ref("int_customer__golden_sources") }}

),

-- What is delivered and is no value (a placeholder) does not survive beside what is one.
usable_values as (

    select
        identities.record_number,
        case when identities.first_name is not null then source_records.first_name end as first_name,
        case when identities.last_name_key is not null then source_records.last_name end as last_name,
        case when identities.street_key is not null then source_records.address end as address,
        case when identities.postal_code is not null then source_records.postal_code end as postal_code,
        case when identities.city is not null then source_records.city end as city,
        case when identities.gender is not null then source_records.gender end as gender,
        case when identities.birth_date is not null then source_records.birth_date end as birth_date,
        case when identities.email is not null then source_records.email end as email,
        case when identities.phone is not null then source_records.phone end as phone,
        case when identities.landline is not null then source_records.landline end as landline,
        case when identities.loyalty_card_number is not null then source_records.loyalty_card_number end
            as loyalty_card_number
    from identities
    inner join source_records
        on identities.record_id = source_records.record_id

),

final as (

    select
        golden_sources.customer_id,
        name_values.first_name,
        name_values.last_name,
        address_values.address,
        address_values.postal_code,
        address_values.city,
        gender_values.gender,
        birth_date_values.birth_date,
        email_values.email,
        phone_values.phone,
        landline_values.landline,
        loyalty_card_number_values.loyalty_card_number,
        golden_sources.record_count
    from golden_sources
    {% for attribute in surviving_attributes() -%}
        left join usable_values as {{ attribute }}_values
            on golden_sources.{{ attribute }}_record_number = {{ attribute }}_values.record_number
    {% endfor %}
)

select * from final

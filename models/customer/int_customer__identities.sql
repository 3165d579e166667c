-- One row per record of a customer in an application, its values in the form in which they are compared.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="sync_all_columns",
        pre_hook="{{ forget_stale_rows('int_customer__source_records', ['record_id', 'fingerprint']) }}",
    )
}}
with

contacts as (

    select * from {{ ref("int_customer__contacts") }}

),

first_names as (

    select * from {{ ref("int_customer__first_names") }}

),

last_names as (

    select * from {{ ref("int_customer__last_names") }}

),

addresses as (

    select * from {{ ref("int_customer__addresses") }}

),

final as (

    select
        {{ hash_number("contacts.record_id") }} as record_number,
        contacts.record_id,
        contacts.source_system,
        contacts.source_customer_id,
        contacts.created_at,
        contacts.updated_at,
        contacts.ended_at,

        first_names.first_name,
        first_names.first_name_forms,
        first_names.first_name_sound,
        coalesce(first_names.is_known_first_name, false) as is_known_first_name,
        first_names.first_name_gender,
        last_names.last_name,
        last_names.last_name_key,
        last_names.last_name_parts,
        last_names.last_name_sound,
        contacts.gender,
        contacts.birth_date,

        contacts.email,
        contacts.email_domain,
        contacts.phone,
        contacts.landline,
        addresses.street_number,
        addresses.street_name,
        addresses.street_key,
        contacts.postal_code,
        contacts.city,
        contacts.loyalty_card_number,
        contacts.fingerprint
    from contacts
    left join first_names
        on contacts.given_first_name = first_names.given_first_name
    left join last_names
        on contacts.given_last_name = last_names.given_last_name
    left join addresses
        on contacts.given_address = addresses.given_address

)

select * from final

-- One row per record of a customer in an application: what it can be compared by, without what proves nothing.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

generic_values as (

    select * from {{ ref("int_customer__generic_values") }}

),

readings as (

    select * from {{ ref("int_customer__first_name_readings") }}

),

seed_names as (

    select * from {{ ref("customer_first_names") }}

),

-- A name that many families give is a name, whatever the list says.
frequent_first_names as (

    select first_name
    from identities
    where length(first_name) > 1
    group by first_name
    having count(distinct last_name_key) >= {{ var("frequent_first_name_last_name_count") }}

),

evidence as (

    select
        identities.record_number,
        identities.record_id,
        identities.source_system,
        identities.first_name,
        replace(identities.first_name, ' ', '') as first_name_key,
        identities.first_name_forms,
        identities.first_name_sound,
        case
            when coalesce(seed_names.estimated_birth_count >= {{ var("common_first_name_birth_count") }}, true)
                then identities.first_name_gender
        end as first_name_gender,
        {{ without_ending("identities.first_name", ["ie", "y", "i"]) }} as first_name_stem,
        frequent_first_names.first_name is not null
        or (
            identities.is_known_first_name
            and coalesce(seed_names.estimated_birth_count >= {{ var("common_first_name_birth_count") }}, true)
        ) as is_known_first_name,
        frequent_first_names.first_name is null
        and coalesce(seed_names.estimated_birth_count < {{ var("common_first_name_birth_count") }}, false)
            as is_rare_first_name,
        coalesce(seed_names.estimated_birth_count >= {{ var("french_first_name_birth_count") }}, false)
            as is_common_first_name,
        case when frequent_first_names.first_name is null then readings.first_name_readings end as first_name_readings,
        frequent_first_names.first_name is null and coalesce(readings.is_read_as_both_sexes, false)
            as is_read_as_both_sexes,
        identities.last_name_key,
        identities.gender,
        identities.birth_date,
        replace(cast(identities.birth_date as varchar), '-', '') as birth_digits,
        case when generic_emails.value is null then identities.email end as email,
        case when generic_phones.value is null then coalesce(identities.phone, identities.landline) end as phone,
        case when generic_cards.value is null then identities.loyalty_card_number end as loyalty_card_number,
        identities.street_key,
        identities.postal_code,
        identities.city
    from identities
    left join readings
        on identities.first_name = readings.first_name
    left join seed_names
        on identities.first_name = seed_names.first_name
    left join frequent_first_names
        on identities.first_name = frequent_first_names.first_name
    left join generic_values as generic_emails
        on
            identities.email = generic_emails.value
            and generic_emails.attribute = 'email'
    left join generic_values as generic_phones
        on
            identities.phone = generic_phones.value
            and generic_phones.attribute = 'phone'
    left join generic_values as generic_cards
        on
            identities.loyalty_card_number = generic_cards.value
            and generic_cards.attribute = 'loyalty_card_number'

),

final as (

    select
        *,
        {{ fingerprint([
            "record_number", "source_system", "first_name", "first_name_forms", "first_name_sound", "first_name_gender",
            "is_known_first_name", "is_rare_first_name", "is_common_first_name", "first_name_readings",
            "is_read_as_both_sexes", "last_name_key", "gender", "birth_digits", "email", "phone", "loyalty_card_number",
            "street_key", "postal_code", "city",
        ]) }} as fingerprint
    from evidence

)

select * from final

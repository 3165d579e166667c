-- One row per record of a customer in an application: how to reach it, in the form in which values are compared.
with

records as (

    select * from {{ ref("int_customer__unread_records") }}

),

placeholders as (

    select * from {{ ref("customer_placeholder_values") }}

),

read_values as (

    select
        *,
        {{ trimmed_email("email") }} as trimmed_email,
        {{ phone_digits("phone") }} as phone_digits,
        {{ phone_digits("landline") }} as landline_digits,
        {{ capitals_and_digits("postal_code") }} as plain_postal_code,
        {{ folded_text("city") }} as folded_city,
        {{ capitals_and_digits("loyalty_card_number") }} as plain_card_number
    from records

),

checked_values as (

    select
        *,
        case when {{ is_email("trimmed_email") }} then trimmed_email end as valid_email,
        {{ phone_international("phone_digits") }} as phone_international,
        {{ phone_international("landline_digits") }} as landline_international,
        {{ french_postal_code("plain_postal_code") }} as normal_postal_code,
        {{ marked_city("folded_city") }} as marked_city,
        nullif(plain_card_number, '') as normal_card_number
    from read_values

),

parted_values as (

    select
        *,
        {{ email_domain("valid_email") }} as normal_email_domain,
        nullif({{ city_words("marked_city") }}, '') as normal_city,
        {{ phone_french_digits("phone_digits", "phone_international") }} as phone_french_digits,
        {{ phone_french_digits("landline_digits", "landline_international") }} as landline_french_digits
    from checked_values

),

normal_values as (

    select
        *,
        nullif({{ email_local_part("valid_email", "normal_email_domain") }}, '') as email_local_part,
        {{ phone_e164("phone_digits", "phone_international", "phone_french_digits") }} as normal_phone,
        {{ phone_e164("landline_digits", "landline_international", "landline_french_digits") }} as normal_landline
    from parted_values

),

final as (

    {{ customer_contacts("normal_values", "placeholders") }}

)

select * from final

-- One row per account that came after the first erasure and mailbox or telephone of it with the first name, as keyed hash.
with

secrets as (

    {{ erasure_secret() }}

),

accounts as (

    select * from {{ ref("stg_privacy__returning_accounts") }}

),

given_names as (

    select distinct first_name
    from accounts
    where first_name is not null

),

named as (

    {{ names_in_words("given_names", "first_name") }}

),

read_values as (

    select
        accounts.*,
        named.name_words,
        {{ trimmed_email("accounts.email") }} as trimmed_email,
        {{ phone_digits("accounts.phone") }} as phone_digits,
        {{ phone_digits("accounts.landline") }} as landline_digits
    from accounts
    inner join named
        on accounts.first_name = named.first_name

),

checked_values as (

    select
        *,
        case when {{ is_email("trimmed_email") }} then trimmed_email end as valid_email,
        {{ phone_international("phone_digits") }} as phone_international,
        {{ phone_international("landline_digits") }} as landline_international
    from read_values

),

parted_values as (

    select
        *,
        {{ email_domain("valid_email") }} as normal_email_domain,
        {{ phone_french_digits("phone_digits", "phone_international") }} as phone_french_digits,
        {{ phone_french_digits("landline_digits", "landline_international") }} as landline_french_digits
    from checked_values

),

points as (

    {% for point in [
        "nullif(" ~ email_local_part("valid_email", "normal_email_domain") ~ ", '') || '@' || normal_email_domain",
        phone_e164("phone_digits", "phone_international", "phone_french_digits"),
        phone_e164("landline_digits", "landline_international", "landline_french_digits"),
    ] -%}
        select
            source_system,
            source_customer_id,
            created_at,
            first_delivered_at,
            {{ point | indent(12) }} || '|' || name_words as contact
        from parted_values
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select distinct
        points.source_system,
        points.source_customer_id,
        points.created_at,
        points.first_delivered_at,
        {{ keyed_hash("points.contact", "secrets.pepper") }} as keyed_hash
    from points
    cross join secrets
    where points.contact is not null

)

select * from final

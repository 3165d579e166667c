-- One row per objection, purpose, channel and mailbox or telephone that the objection itself names.
with

requests as (

    select *
    from {{ ref("stg_privacy__requests") }}
    where request_type = 'objection'

),

purposes as (

    select * from {{ ref("consent_purposes") }}

),

read_values as (

    select
        *,
        {{ trimmed_email("email") }} as trimmed_email,
        {{ phone_digits("phone") }} as phone_digits
    from requests

),

checked_values as (

    select
        *,
        case when {{ is_email("trimmed_email") }} then trimmed_email end as valid_email,
        {{ phone_international("phone_digits") }} as phone_international
    from read_values

),

parted_values as (

    select
        *,
        {{ email_domain("valid_email") }} as normal_email_domain,
        {{ phone_french_digits("phone_digits", "phone_international") }} as phone_french_digits
    from checked_values

),

normal_values as (

    select
        *,
        nullif({{ email_local_part("valid_email", "normal_email_domain") }}, '') as email_local_part,
        {{ phone_e164("phone_digits", "phone_international", "phone_french_digits") }} as normal_phone
    from parted_values

),

points as (

    select
        request_id,
        purpose_code,
        contact_channel_code as objected_channel_code,
        'email' as contact_channel_code,
        email_local_part || '@' || normal_email_domain as contact_point
    from normal_values

    {% for channel in ("sms", "phone") %}
        union all
        select
            request_id,
            purpose_code,
            contact_channel_code as objected_channel_code,
            '{{ channel }}' as contact_channel_code,
            normal_phone as contact_point
        from normal_values
    {% endfor %}

),

final as (

    select
        points.request_id,
        purposes.purpose_code,
        points.contact_channel_code,
        points.contact_point
    from points
    inner join purposes
        on coalesce(points.purpose_code, 'any') in (purposes.purpose_code, 'any')
    where
        points.contact_point is not null
        and coalesce(points.objected_channel_code, 'any') in (points.contact_channel_code, 'any')

)

select * from final

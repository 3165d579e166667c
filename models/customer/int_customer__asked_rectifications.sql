-- One row per account and attribute that a person asked to be set right: the last request that can be carried out.
with

requests as (

    select *
    from {{ ref("stg_privacy__requests") }}
    where request_type = 'rectification'

),

refusals as (

    select *
    from {{ ref("stg_state__request_answers") }}
    where answer = 'refused'

),

-- Who may say what an account holds must have been checked: another value in it is another person's way in.
checked_requests as (

    select
        requests.request_id,
        requests.record_id,
        requests.source_system,
        lower(trim(requests.rectified_attribute)) as rectified_attribute,
        nullif(trim(requests.new_value), '') as given_value,
        requests.received_at
    from requests
    left join refusals
        on requests.request_id = refusals.request_id
    where
        requests.identity_checked_at is not null
        and requests.record_id is not null
        and refusals.request_id is null

),

-- People write a day first, applications a year.
ordered_values as (

    select
        *,
        case
            when rectified_attribute = 'birth_date' and given_value like '__/__/____'
                then substr(given_value, 7, 4) || '-' || substr(given_value, 4, 2) || '-' || substr(given_value, 1, 2)
            else given_value
        end as new_value
    from checked_requests

),

final as (

    select
        request_id,
        record_id,
        rectified_attribute,
        new_value,
        received_at
    from ordered_values
    where
        new_value is not null
        and rectified_attribute in (
            {% for attribute in rectifiable_attributes() -%}
                '{{ attribute }}'{{ "," if not loop.last }}
            {% endfor %}
        )
        -- What an application has no column for cannot be wrong there.
        and (rectified_attribute <> 'gender' or source_system <> 'app')
        and (rectified_attribute <> 'landline' or source_system = 'loyalty')
        and (
            rectified_attribute <> 'birth_date'
            or (new_value like '____-__-__' and try_cast(new_value as date) is not null)
        )
    qualify
        row_number() over (
            partition by record_id, rectified_attribute
            order by received_at desc nulls last, request_id desc nulls last
        ) = 1

)

select * from final

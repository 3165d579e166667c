-- One row per golden customer, purpose and channel for which consent is to be asked, with the reason.
with

contact_points as (

    select distinct
        customer_id,
        contact_channel_code
    from {{ ref("int_customer__contact_points") }}

),

consents as (

    select * from {{ ref("fct_consents") }}

),

reasons as (

    select * from {{ ref("consent_ask_reasons") }}

),

asked as (

    select
        contact_points.customer_id,
        'marketing' as purpose_code,
        contact_points.contact_channel_code,
        consents.decided_at,
        consents.expires_at,
        case
            when consents.customer_id is null then 'never_asked'
            when consents.consent_state = 'expired' then 'expired'
            when
                consents.consent_state = 'granted'
                and consents.expires_at <= {{ dbt.dateadd("day", var("consent_expiry_notice_day_count"), as_of()) }}
                then 'expires_soon'
            when consents.consent_state = 'none' and consents.disregard_reason_code = 'not_confirmed'
                then 'not_confirmed'
            when consents.consent_state = 'none' then 'not_proven'
        end as ask_reason_code
    from contact_points
    left join consents
        on
            contact_points.customer_id = consents.customer_id
            and contact_points.contact_channel_code = consents.contact_channel_code
            and consents.purpose_code = 'marketing'

),

final as (

    select
        asked.customer_id,
        asked.purpose_code,
        asked.contact_channel_code,
        asked.ask_reason_code,
        reasons.priority as ask_priority,
        asked.decided_at,
        asked.expires_at
    from asked
    inner join reasons
        on asked.ask_reason_code = reasons.ask_reason_code

)

select * from final

-- One row per choice that a person made about being contacted: noted by an application, or asked for in a request.
with

consents as (

    select * from {{ ref("stg_privacy__consents") }}

),

requests as (

    select * from {{ ref("stg_privacy__requests") }}

),

noted as (

    select
        consent_event_id,
        record_id,
        purpose_code,
        contact_channel_code,
        consent_status,
        capture_mode,
        collection_context,
        proof_reference,
        occurred_at,
        occurred_date,
        has_day_alone,
        received_at
    from consents

),

-- Whoever objects must not prove who they are first: that nobody writes to an account harms nobody.
objected as (

    select
        'request-' || request_id as consent_event_id,
        record_id,
        coalesce(purpose_code, 'any') as purpose_code,
        coalesce(contact_channel_code, 'any') as contact_channel_code,
        'withdrawn' as consent_status,
        'explicit' as capture_mode,
        'request' as collection_context,
        request_id as proof_reference,
        received_at as occurred_at,
        received_date as occurred_date,
        false as has_day_alone,
        received_at
    from requests
    where
        request_type = 'objection'
        and record_id is not null

),

final as (

    select * from noted
    union all
    select * from objected

)

select * from final

-- One row per decision on a purpose and a channel by a known record, with why it counts as no choice where it does not.
with

choices as (

    select * from {{ ref("int_customer__told_choices") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

-- What the same record had said of the same purpose and channel before.
compared as (

    select
        *,
        lag(consent_status) over (
            partition by record_id, purpose_code, contact_channel_code
            order by coalesce(occurred_at, received_at) asc nulls last, consent_event_id asc nulls last
        ) as former_status,
        lag(proof_reference) over (
            partition by record_id, purpose_code, contact_channel_code
            order by coalesce(occurred_at, received_at) asc nulls last, consent_event_id asc nulls last
        ) as former_proof_reference
    from choices

),

-- A file that says again what is known is no choice, whatever date it bears; a choice by the person with a proof of its
-- own, or a refusal said again by the person, is one.
told as (

    select
        *,
        consent_status in ('refused', 'withdrawn') as is_refusal,
        consent_status = former_status
        and (
            capture_mode <> 'explicit'
            or occurred_at is null
            or coalesce(proof_reference = former_proof_reference, false)
        ) as is_repeated
    from compared

),

final as (

    select
        told.consent_event_id,
        customer_records.customer_id,
        customer_records.record_number,
        told.record_id,
        told.purpose_code,
        told.contact_channel_code,
        told.consent_status,
        told.is_refusal,
        told.capture_mode,
        told.collection_context,
        told.proof_reference,
        -- Nobody can have refused later than we heard of it.
        case
            when told.is_refusal and coalesce(told.occurred_at, told.received_at) >= told.received_at
                then told.received_at
            else told.occurred_at
        end as effective_at,
        coalesce(
            told.occurred_date, cast({{ utc_to_local("told.received_at", "'Europe/Paris'") }} as date)
        ) as effective_date,
        told.has_day_alone,
        told.received_at,
        case
            when told.is_repeated then 'repeated'
            when told.is_refusal then cast(null as varchar)
            when told.consent_status = 'pending' then 'not_confirmed'
            when told.occurred_at is null then 'no_date'
            when told.occurred_at > told.received_at then 'dated_after_reception'
            when told.capture_mode <> 'explicit' then 'not_chosen_by_the_person'
            when told.proof_reference is null then 'no_proof'
        end as disregard_reason_code
    from told
    inner join customer_records
        on told.record_id = customer_records.record_id

)

select * from final

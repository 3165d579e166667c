-- One row per decision of a customer on a purpose and a channel, as an application noted it.
with

source as (

    select * from {{ source("privacy", "consents") }}

),

holding as (

    select
        *,
        {{ as_instant("occurred_at", "occurred_at_has_offset", "'Europe/Paris'") }} as occurred_at_utc,
        {{ as_wall_clock("occurred_at", "occurred_at_has_offset", "'Europe/Paris'") }} as occurred_at_local
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["consent_event_id"]) }}

),

kept as (

    {{ without_suppressed("holding", "privacy") }}

),

final as (

    select
        consent_event_id,
        source_system || '-' || source_customer_id as record_id,
        source_system,
        source_customer_id,
        purpose as purpose_code,
        channel as contact_channel_code,
        delivery_id,

        status as consent_status,
        capture_mode,
        collection_context,
        proof_reference,

        occurred_at_utc as occurred_at,
        cast(occurred_at_local as date) as occurred_date,
        -- Some forms note a day and no hour.
        coalesce(occurred_at_local = cast(occurred_at_local as date), false) as has_day_alone,
        delivered_at as received_at
    from kept

)

select * from final

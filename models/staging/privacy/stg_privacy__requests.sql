-- One row per request of a person about their own data, from the delivery that holds for it.
with

source as (

    select * from {{ source("privacy", "requests") }}

),

holding as (

    select
        *,
        {{ as_instant("received_at", "received_at_has_offset", "'Europe/Paris'") }} as received_at_utc,
        {{ as_wall_clock("received_at", "received_at_has_offset", "'Europe/Paris'") }} as received_at_local,
        {{ as_instant("identity_checked_at", "identity_checked_at_has_offset", "'Europe/Paris'") }}
            as identity_checked_at_utc
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["request_id"]) }}

),

-- What an erased person asks later is answered like any other request.
kept as (

    {{ without_suppressed("holding", "privacy", received_at="holding.received_at_utc") }}

),

final as (

    select
        request_id,
        source_system || '-' || source_customer_id as record_id,
        source_system,
        source_customer_id,
        purpose as purpose_code,
        channel as contact_channel_code,
        delivery_id,

        request_type,
        email,
        phone,
        loyalty_card_number,
        first_name,
        last_name,
        birth_date,
        attribute as rectified_attribute,
        new_value,

        received_at_utc as received_at,
        cast(received_at_local as date) as received_date,
        identity_checked_at_utc as identity_checked_at
    from kept

)

select * from final

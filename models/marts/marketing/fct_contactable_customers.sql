-- One row per golden customer and channel by which marketing may reach the customer at the run.
with

consents as (

    select *
    from {{ ref("fct_consents") }}
    where
        purpose_code = 'marketing'
        and is_contactable

),

contact_points as (

    select
        customer_id,
        contact_channel_code,
        max(noted_at) as noted_at
    from {{ ref("int_customer__usable_contact_points") }}
    where purpose_code = 'marketing'
    group by
        customer_id,
        contact_channel_code

),

channels as (

    select * from {{ ref("contact_channels") }}

),

final as (

    select
        consents.customer_id,
        consents.contact_channel_code,
        cast(
            row_number() over (
                partition by consents.customer_id
                order by channels.wish_priority nulls last, consents.contact_channel_code nulls last
            ) as bigint
        ) as channel_rank,
        channels.wish_priority is not null as is_for_wishes,
        consents.consent_event_id,
        consents.decided_at,
        consents.expires_at,
        contact_points.noted_at as contact_noted_at
    from consents
    inner join channels
        on consents.contact_channel_code = channels.contact_channel_code
    inner join contact_points
        on
            consents.customer_id = contact_points.customer_id
            and consents.contact_channel_code = contact_points.contact_channel_code

)

select * from final

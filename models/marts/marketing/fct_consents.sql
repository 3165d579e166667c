-- One row per golden customer, purpose and channel on which an application noted anything: what holds at the run.
with

events as (

    select * from {{ ref("int_customer__consent_events") }}

),

periods as (

    select *
    from {{ ref("fct_consent_periods") }}
    where valid_until_at is null

),

usable_points as (

    select distinct
        customer_id,
        purpose_code,
        contact_channel_code
    from {{ ref("int_customer__usable_contact_points") }}

),

purposes as (

    select * from {{ ref("consent_purposes") }}

),

channels as (

    select * from {{ ref("contact_channels") }}

),

-- The last thing that was noted and is no choice says what is still to be obtained.
noted as (

    select
        events.customer_id,
        purposes.purpose_code,
        channels.contact_channel_code,
        events.disregard_reason_code
    from events
    inner join purposes
        on events.purpose_code in (purposes.purpose_code, 'any')
    inner join channels
        on events.contact_channel_code in (channels.contact_channel_code, 'any')
    qualify
        row_number() over (
            partition by events.customer_id, purposes.purpose_code, channels.contact_channel_code
            order by
                case when events.disregard_reason_code = 'repeated' then 1 else 0 end asc,
                events.received_at desc nulls last,
                events.effective_at desc nulls last,
                events.consent_event_id desc nulls last
        ) = 1

),

final as (

    select
        noted.customer_id,
        noted.purpose_code,
        noted.contact_channel_code,
        coalesce(periods.consent_state, 'none') as consent_state,
        coalesce(periods.consent_state = 'granted', false) as is_granted,
        coalesce(periods.consent_state = 'granted', false) and usable_points.customer_id is not null as is_contactable,
        case when periods.consent_state is null then noted.disregard_reason_code end as disregard_reason_code,
        periods.valid_from_at as decided_at,
        periods.expires_at,
        periods.consent_event_id
    from noted
    left join periods
        on
            noted.customer_id = periods.customer_id
            and noted.purpose_code = periods.purpose_code
            and noted.contact_channel_code = periods.contact_channel_code
    left join usable_points
        on
            noted.customer_id = usable_points.customer_id
            and noted.purpose_code = usable_points.purpose_code
            and noted.contact_channel_code = usable_points.contact_channel_code

)

select * from final

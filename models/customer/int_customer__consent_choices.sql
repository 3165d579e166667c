-- One row per customer, purpose, channel and moment: the choice that holds from then on.
with

events as (

    select *
    from {{ ref("int_customer__consent_events") }}
    where disregard_reason_code is null

),

purposes as (

    select * from {{ ref("consent_purposes") }}

),

channels as (

    select * from {{ ref("contact_channels") }}

),

expanded as (

    select
        events.customer_id,
        purposes.purpose_code,
        channels.contact_channel_code,
        events.consent_event_id,
        events.record_number,
        events.is_refusal,
        events.effective_at,
        events.effective_date,
        events.has_day_alone,
        events.purpose_code = 'any' and events.contact_channel_code = 'any' as is_about_everything,
        events.purpose_code <> 'any' and events.contact_channel_code <> 'any' as is_about_this_alone
    from events
    inner join purposes
        on events.purpose_code in (purposes.purpose_code, 'any')
    inner join channels
        on events.contact_channel_code in (channels.contact_channel_code, 'any')

),

-- Where only the day of a refusal is known, a consent of that day may have come before it: the refusal wins.
contested as (

    select
        *,
        max(case when is_refusal and has_day_alone then 1 else 0 end) over (
            partition by customer_id, purpose_code, contact_channel_code, effective_date
        ) = 1 as has_refusal_of_the_day,
        max(case when is_refusal and is_about_everything then effective_at end) over (
            partition by customer_id, purpose_code, contact_channel_code
            order by effective_at nulls last
            range between unbounded preceding and current row
        ) as refused_everything_at
    from expanded

),

-- Who refused everything reopens a purpose and a channel by naming both.
counted as (

    select *
    from contested
    where
        is_refusal
        or (
            not has_refusal_of_the_day
            and (refused_everything_at is null or is_about_this_alone)
        )

),

final as (

    select
        customer_id,
        purpose_code,
        contact_channel_code,
        effective_at,
        case when is_refusal then 'refused' else 'granted' end as consent_state,
        consent_event_id,
        record_number
    from counted
    qualify
        row_number() over (
            partition by customer_id, purpose_code, contact_channel_code, effective_at
            order by case when is_refusal then 0 else 1 end asc, consent_event_id asc nulls last
        ) = 1

)

select * from final

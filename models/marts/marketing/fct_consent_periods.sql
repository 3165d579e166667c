-- One row per golden customer, purpose, channel and stretch of time in which one choice held or had expired.
with

choices as (

    select * from {{ ref("int_customer__consent_choices") }}

),

purposes as (

    select * from {{ ref("consent_purposes") }}

),

channels as (

    select * from {{ ref("contact_channels") }}

),

last_contacts as (

    select * from {{ ref("fct_customer_last_contacts") }}

),

followed as (

    select
        choices.*,
        case when purposes.is_prospecting then channels.valid_month_count end as valid_month_count,
        last_contacts.last_contact_date,
        lead(choices.effective_at) over (
            partition by choices.customer_id, choices.purpose_code, choices.contact_channel_code
            order by choices.effective_at nulls last
        ) as next_effective_at
    from choices
    inner join purposes
        on choices.purpose_code = purposes.purpose_code
    inner join channels
        on choices.contact_channel_code = channels.contact_channel_code
    left join last_contacts
        on choices.customer_id = last_contacts.customer_id

),

-- A consent ends at the end of what its channel gives it, or three years after the person was last heard of.
aged as (

    select
        *,
        case
            when consent_state = 'granted' and valid_month_count is not null
                then {{ dbt.dateadd("month", "valid_month_count", "effective_at") }}
        end as renewal_due_at,
        case
            when consent_state = 'granted' and next_effective_at is null
                then
                    {{ dbt.dateadd(
                        "month",
                        var("consent_lapse_month_count"),
                        "greatest(effective_at, cast(coalesce(last_contact_date, cast(effective_at as date)) as timestamp))"
                    ) }}
        end as lapses_at
    from followed

),

expiring as (

    select
        *,
        case
            when renewal_due_at is null then lapses_at
            when lapses_at is null then renewal_due_at
            else least(renewal_due_at, lapses_at)
        end as expires_at
    from aged

),

periods as (

    select
        customer_id,
        purpose_code,
        contact_channel_code,
        consent_state,
        effective_at as valid_from_at,
        case
            when next_effective_at is null and expires_at > {{ as_of() }} then cast(null as timestamp)
            when next_effective_at is null then expires_at
            when expires_at < next_effective_at then expires_at
            else next_effective_at
        end as valid_until_at,
        expires_at,
        consent_event_id
    from expiring
    union all
    select
        customer_id,
        purpose_code,
        contact_channel_code,
        'expired' as consent_state,
        expires_at as valid_from_at,
        next_effective_at as valid_until_at,
        expires_at,
        consent_event_id
    from expiring
    where
        expires_at <= {{ as_of() }}
        and (next_effective_at is null or expires_at < next_effective_at)

),

final as (

    select
        customer_id,
        purpose_code,
        contact_channel_code,
        consent_state,
        cast(valid_from_at as timestamp) as valid_from_at,
        cast(valid_until_at as timestamp) as valid_until_at,
        cast(expires_at as timestamp) as expires_at,
        consent_event_id
    from periods

)

select * from final

-- Each customer and channel that is to be written to, with no marketing consent that holds at the moment of the run.
with

contactable_customers as (

    select * from {{ ref("fct_contactable_customers") }}

),

birthday_wishes as (

    select * from {{ ref("fct_birthday_wishes") }}

),

consent_periods as (

    select * from {{ ref("fct_consent_periods") }}

),

outgoing as (

    select
        'fct_contactable_customers' as feed_name,
        customer_id,
        contact_channel_code
    from contactable_customers
    union all
    select
        'fct_birthday_wishes' as feed_name,
        customer_id,
        contact_channel_code
    from birthday_wishes

),

-- Asked of the stretches themselves: what is made of them on the way to a feed is what may go wrong.
final as (

    select outgoing.*
    from outgoing
    left join consent_periods
        on
            outgoing.customer_id = consent_periods.customer_id
            and outgoing.contact_channel_code = consent_periods.contact_channel_code
            and consent_periods.purpose_code = 'marketing'
            and consent_periods.consent_state = 'granted'
            and consent_periods.valid_from_at <= {{ as_of() }}
            and (consent_periods.valid_until_at is null or consent_periods.valid_until_at > {{ as_of() }})
    where consent_periods.customer_id is null

)

select * from final

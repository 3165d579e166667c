-- One row per golden customer: when the person last did something, and what.
with

customer_sources as (

    select * from {{ ref("brg_customer_sources") }}

),

customers as (

    select * from {{ ref("dim_customers") }}

),

tickets as (

    select * from {{ ref("fct_tickets") }}

),

transaction_accounts as (

    select * from {{ ref("int_sales__transaction_accounts") }}

),

scans as (

    select * from {{ ref("int_sales__scan_days") }}

),

consent_events as (

    select * from {{ ref("int_customer__consent_events") }}

),

purchases as (

    select
        customer_sources.customer_id,
        case tickets.transaction_type when 'return' then 'return' else 'purchase' end as contact_type,
        max(tickets.business_date) as contact_date
    from tickets
    inner join transaction_accounts
        on
            tickets.channel_code = transaction_accounts.channel_code
            and tickets.transaction_type = transaction_accounts.transaction_type
            and tickets.transaction_id = transaction_accounts.transaction_id
    inner join customer_sources
        on
            transaction_accounts.source_system = customer_sources.source_system
            and transaction_accounts.source_customer_id = customer_sources.source_customer_id
    group by
        customer_sources.customer_id,
        case tickets.transaction_type when 'return' then 'return' else 'purchase' end

),

contacts as (

    select * from purchases
    union all
    select
        customer_sources.customer_id,
        'scan' as contact_type,
        max(scans.scan_date) as contact_date
    from scans
    inner join customer_sources
        on
            scans.app_user_id = customer_sources.source_customer_id
            and customer_sources.source_system = 'app'
    group by customer_sources.customer_id
    union all
    -- What was ticked beforehand or carried over was no act of the person.
    select
        customer_id,
        'choice' as contact_type,
        max(effective_date) as contact_date
    from consent_events
    where
        capture_mode = 'explicit'
        and coalesce(disregard_reason_code, 'not_confirmed') in ('not_confirmed', 'no_proof')
    group by customer_id
    union all
    select
        customer_id,
        'account' as contact_type,
        first_seen_date as contact_date
    from customers
    where first_seen_date is not null

),

final as (

    select
        customer_id,
        contact_date as last_contact_date,
        contact_type as last_contact_type
    from contacts
    where contact_date <= {{ as_of_date() }}
    qualify
        row_number() over (
            partition by customer_id
            order by contact_date desc nulls last, contact_type asc nulls last
        ) = 1

)

select * from final

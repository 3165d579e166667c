-- One row per golden customer, ISO week and channel with at least one ticket, order or return.
with

tickets as (

    select * from {{ ref("fct_tickets") }}

),

transaction_accounts as (

    select * from {{ ref("int_sales__transaction_accounts") }}

),

customer_sources as (

    select * from {{ ref("brg_customer_sources") }}

),

final as (

    select
        customer_sources.customer_id,
        tickets.iso_week,
        tickets.channel_code,
        cast(sum(case when tickets.is_counted_as_ticket then 1 else 0 end) as bigint) as ticket_count,
        cast(sum(tickets.item_count) as bigint) as item_count,
        cast(sum(tickets.sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(tickets.discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax
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
        tickets.iso_week,
        tickets.channel_code

)

select * from final

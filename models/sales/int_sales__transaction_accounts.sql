-- One row per ticket, order or return of which an application knows the customer.
with

ticket_accounts as (

    select * from {{ ref("int_sales__ticket_accounts") }}

),

order_accounts as (

    select * from {{ ref("int_sales__order_accounts") }}

),

final as (

    select
        'store' as channel_code,
        'ticket' as transaction_type,
        ticket_id as transaction_id,
        source_system,
        source_customer_id
    from ticket_accounts
    union all
    select
        channel_code,
        transaction_type,
        transaction_id,
        source_system,
        source_customer_id
    from order_accounts

)

select * from final

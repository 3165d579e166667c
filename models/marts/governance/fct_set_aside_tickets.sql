-- One row per till ticket, order or return and reason for which it was set aside: its sales are in no figure.
with

transactions as (

    select
        'store' as channel_code,
        'ticket' as transaction_type,
        ticket_id as transaction_id,
        store_id,
        delivery_id,
        set_aside_reason_code,
        total_eur_incl_tax,
        business_date
    from {{ ref("int_sales__store_tickets") }}
    where set_aside_reason_code is not null
    union all
    select
        channel_code,
        'order' as transaction_type,
        order_id as transaction_id,
        store_id,
        delivery_id,
        set_aside_reason_code,
        total_eur_incl_tax,
        business_date
    from {{ ref("int_sales__orders") }}
    where set_aside_reason_code is not null
    union all
    select
        channel_code,
        'return' as transaction_type,
        return_id as transaction_id,
        store_id,
        delivery_id,
        set_aside_reason_code,
        -amount_eur_incl_tax as total_eur_incl_tax,
        business_date
    from {{ ref("int_sales__dated_returns") }}
    where set_aside_reason_code is not null

),

final as (

    select
        channel_code,
        transaction_type,
        transaction_id,
        min(coalesce(store_id, '(none)')) as store_id,
        min(delivery_id) as delivery_id,
        set_aside_reason_code,
        cast(sum(total_eur_incl_tax) as numeric(18, 2)) as total_eur_incl_tax,
        min(business_date) as business_date,
        min({{ iso_week_label("business_date") }}) as iso_week
    from transactions
    group by
        channel_code,
        transaction_type,
        transaction_id,
        set_aside_reason_code

)

select * from final

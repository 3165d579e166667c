-- One row per sound order or return of a distance sale that names an account.
with

orders as (

    select *
    from {{ ref("int_sales__orders") }}
    where set_aside_reason_code is null

),

returns as (

    select *
    from {{ ref("int_sales__dated_returns") }}
    where set_aside_reason_code is null

),

return_accounts as (

    {% for channel_code, relation in order_channels("returns") if channel_code != "marketplace" -%}
        select
            '{{ channel_code }}' as channel_code,
            return_id,
            account_id
        from {{ ref(relation) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

accounts as (

    select
        channel_code,
        'order' as transaction_type,
        order_id as transaction_id,
        account_id
    from orders
    union all
    -- What comes back is the buyer's, whoever brings it; the return's own account is for those that name no order.
    select
        returns.channel_code,
        'return' as transaction_type,
        returns.return_id as transaction_id,
        coalesce(orders.account_id, return_accounts.account_id) as account_id
    from returns
    left join orders
        on
            returns.channel_code = orders.channel_code
            and returns.order_id = orders.order_id
    left join return_accounts
        on
            returns.channel_code = return_accounts.channel_code
            and returns.return_id = return_accounts.return_id

),

final as (

    select
        channel_code,
        transaction_type,
        transaction_id,
        case channel_code when 'home_delivery' then 'ecommerce' else channel_code end as source_system,
        account_id as source_customer_id
    from accounts
    where account_id is not null

)

select * from final

-- One row per channel, store and day on which the store sold: till tickets, a Z report, or an order fulfilled.
with

till_days as (

    select
        'store' as channel_code,
        store_id,
        business_date
    from {{ ref("int_sales__till_days") }}

),

order_days as (

    select distinct
        channel_code,
        store_id,
        fulfilled_date as business_date
    from {{ ref("int_sales__placed_orders") }}
    where fulfilled_date is not null

),

final as (

    select * from till_days
    union all
    select * from order_days

)

select * from final

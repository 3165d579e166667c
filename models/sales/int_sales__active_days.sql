-- One row per channel, store and day on which the store sold: till tickets, a Z report, or an order fulfilled.
with

till_days as (

    select distinct
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

days as (

    select * from till_days
    union all
    select * from order_days

),

stores as (

    select * from {{ ref("int_reference__stores") }}

),

-- What names an unknown store, or a day before its opening, is set aside in sales and says nothing here either.
final as (

    select days.*
    from days
    left join stores on days.store_id = stores.store_id
    where
        days.store_id = '(none)'
        or days.business_date >= coalesce(stores.opened_date, cast('1601-01-01' as date))
        and stores.store_id is not null

)

select * from final

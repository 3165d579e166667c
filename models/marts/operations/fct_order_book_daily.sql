-- One row per channel, store and promised day with orders that are neither fulfilled nor cancelled: never sales.
with

orders as (

    select *
    from {{ ref("int_sales__placed_orders") }}
    where order_status in ('placed', 'prepared')

),

final as (

    select
        channel_code,
        store_id,
        promised_date,
        cast(count(*) as bigint) as open_order_count,
        cast(sum(total_eur_incl_tax) as numeric(18, 2)) as open_order_eur_incl_tax
    from orders
    group by
        channel_code,
        store_id,
        promised_date

)

select * from final

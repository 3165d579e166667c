-- Fails with each channel whose open, fulfilled and cancelled orders are not all the orders that were placed.
with

book as (

    select
        channel_code,
        sum(open_order_count) as open_order_count
    from {{ ref("fct_order_book_daily") }}
    group by channel_code

),

placed as (

    select
        channel_code,
        count(*) as placed_order_count,
        sum(case when order_status in ('fulfilled', 'cancelled') then 1 else 0 end) as settled_order_count
    from {{ ref("int_sales__placed_orders") }}
    group by channel_code

)

select
    placed.channel_code,
    placed.placed_order_count,
    placed.settled_order_count,
    book.open_order_count
from placed
left join book on placed.channel_code = book.channel_code
where placed.placed_order_count <> placed.settled_order_count + coalesce(book.open_order_count, 0)

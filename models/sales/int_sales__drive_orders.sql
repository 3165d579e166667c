-- One row per drive order, whatever became of it, with how its lines were served.
with

orders as (

    select *
    from {{ ref("int_sales__placed_orders") }}
    where channel_code = 'drive'

),

products as (

    select
        product_id,
        sales_unit
    from {{ ref("int_reference__products") }}

),

order_lines as (

    select * from {{ ref("stg_drive__order_lines") }}

),

-- A picker never meets an ordered weight to the gram: what is weighed is missing only where nothing came.
lines as (

    select
        order_lines.order_id,
        order_lines.substituted_for_product_id is not null as is_substituted,
        case
            when products.sales_unit in ('kg', 'litre') then order_lines.quantity <= 0
            else order_lines.quantity < order_lines.ordered_quantity
        end as is_missing
    from order_lines
    left join products on order_lines.product_id = products.product_id
    where coalesce(order_lines.ordered_quantity, order_lines.quantity) > 0

),

served as (

    select
        order_id,
        count(*) as ordered_line_count,
        sum(case when is_substituted then 1 else 0 end) as substituted_line_count,
        sum(case when is_missing then 1 else 0 end) as missing_line_count
    from lines
    group by order_id

),

final as (

    select
        orders.order_id,
        orders.store_id,
        orders.order_status,
        orders.promised_date,
        orders.slot_start_at,
        orders.prepared_at,
        cast(coalesce(served.ordered_line_count, 0) as bigint) as ordered_line_count,
        cast(coalesce(served.substituted_line_count, 0) as bigint) as substituted_line_count,
        cast(coalesce(served.missing_line_count, 0) as bigint) as missing_line_count
    from orders
    left join served on orders.order_id = served.order_id

)

select * from final

-- One row per distance channel, store and ISO week in which orders were promised; days that are over only.
with

orders as (

    select
        *,
        case when order_status = 'cancelled' then 1 else 0 end as is_cancelled,
        {{ iso_week_label("promised_date") }} as iso_week
    from {{ ref("int_sales__placed_orders") }}
    where promised_date < {{ as_of_date() }}

),

lines as (

    select
        channel_code,
        order_id,
        count(*) as delivered_line_count,
        sum(case when is_substitution then 1 else 0 end) as substituted_line_count,
        sum(case when is_substitution then sales_eur_incl_tax else 0 end) as substituted_sales_eur_incl_tax
    from {{ ref("fct_sales_lines") }}
    where transaction_type = 'order'
    group by
        channel_code,
        order_id

),

final as (

    select
        orders.channel_code,
        orders.store_id,
        orders.iso_week,
        {{ iso_week_monday("orders.iso_week") }} as first_date,
        cast(count(*) as bigint) as placed_order_count,
        cast(sum(case when orders.order_status = 'fulfilled' then 1 else 0 end) as bigint) as fulfilled_order_count,
        cast(sum(orders.is_cancelled) as bigint) as cancelled_order_count,
        cast(sum(orders.total_eur_incl_tax) as numeric(18, 2)) as placed_order_eur_incl_tax,
        cast(sum(orders.is_cancelled * orders.total_eur_incl_tax) as numeric(18, 2)) as cancelled_order_eur_incl_tax,
        cast(coalesce(sum(lines.delivered_line_count), 0) as bigint) as delivered_line_count,
        cast(coalesce(sum(lines.substituted_line_count), 0) as bigint) as substituted_line_count,
        cast(coalesce(sum(lines.substituted_sales_eur_incl_tax), 0) as numeric(18, 2)) as substituted_sales_eur_incl_tax
    from orders
    left join lines
        on
            orders.channel_code = lines.channel_code
            and orders.order_id = lines.order_id
    group by
        orders.channel_code,
        orders.store_id,
        orders.iso_week

)

select * from final

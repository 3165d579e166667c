-- One row per delivered return of a distance sale, with what its order says of it.
with

returns as (

    {% for channel_code, relation in order_channels("returns") -%}
        select
            '{{ channel_code }}' as channel_code,
            return_id,
            order_id,
            line_number,
            product_id,
            delivery_id,
            return_reason,
            quantity,
            amount_eur_incl_tax,
            returned_at,
            returned_at_has_offset,
            delivered_at
        from {{ ref(relation) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

orders as (

    select * from {{ ref("int_sales__orders") }}

),

order_lines as (

    select * from {{ ref("int_sales__order_lines") }}

),

stores as (

    select
        store_id,
        coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}

),

with_order as (

    select
        returns.*,
        orders.store_id,
        orders.partner_code,
        orders.business_date as order_business_date,
        orders.sold_at as order_fulfilled_at,
        coalesce(orders.set_aside_reason_code is not null, false) as is_order_set_aside,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone,
        count(*) over (partition by returns.channel_code, returns.return_id) as sent_count
    from returns
    left join orders
        on
            returns.channel_code = orders.channel_code
            and returns.order_id = orders.order_id
    left join stores on orders.store_id = stores.store_id

),

final as (

    select
        with_order.channel_code,
        with_order.return_id,
        with_order.order_id,
        with_order.store_id,
        coalesce(with_order.product_id, order_lines.product_id, '(unknown)') as product_id,
        order_lines.promotion_id,
        with_order.partner_code,
        with_order.delivery_id,
        with_order.return_reason,
        with_order.quantity,
        with_order.amount_eur_incl_tax,
        order_lines.vat_rate as order_vat_rate,
        coalesce(order_lines.has_loyalty_card, false) as has_loyalty_card,
        with_order.is_order_set_aside,
        with_order.sent_count,
        with_order.order_business_date,
        with_order.order_fulfilled_at,
        with_order.time_zone,
        with_order.delivered_at,
        {{ as_instant("with_order.returned_at", "with_order.returned_at_has_offset", "with_order.time_zone") }}
            as returned_at,
        {{ as_wall_clock("with_order.returned_at", "with_order.returned_at_has_offset", "with_order.time_zone") }}
            as returned_at_local
    from with_order
    left join order_lines
        on
            with_order.channel_code = order_lines.channel_code
            and with_order.order_id = order_lines.order_id
            and with_order.line_number = order_lines.line_number

)

select * from final

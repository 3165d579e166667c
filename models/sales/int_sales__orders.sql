-- One row per fulfilled order of the web shop, the drive or a partner, sound or set aside.
with

orders as (

    {% for channel_code, relation in order_channels("orders") -%}
        select
            '{{ channel_code }}' as channel_code,
            {{ "partner_code" if channel_code == "marketplace" else "cast(null as varchar) as partner_code" }},
            {{ "cast(null as varchar) as account_id" if channel_code == "marketplace" else "account_id" }},
            order_id,
            store_id,
            delivery_id,
            total_eur_incl_tax,
            fulfilled_at,
            fulfilled_at_has_offset,
            delivered_at
        from {{ ref(relation) }}
        where
            order_status = 'fulfilled'
            and fulfilled_at is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

line_totals as (

    {% for channel_code, relation in order_channels("order_lines") -%}
        select
            '{{ channel_code }}' as channel_code,
            order_id,
            sum(amount_eur_incl_tax) as amount_eur_incl_tax,
            count(*) as line_count,
            {{ distinct_count_of_few("line_number") }} as distinct_line_count,
            max(delivery_id) as lines_delivery_id
        from {{ ref(relation) }}
        group by order_id
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

stores as (

    select
        store_id,
        opened_date,
        coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}

),

orders_at_stores as (

    select
        orders.*,
        stores.opened_date,
        stores.store_id is not null or orders.store_id is null as has_known_store,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone,
        count(*) over (partition by orders.channel_code, orders.order_id) as sent_count
    from orders
    left join stores on orders.store_id = stores.store_id

),

dated as (

    select
        *,
        {{ as_instant("fulfilled_at", "fulfilled_at_has_offset", "time_zone") }} as sold_at,
        {{ as_wall_clock("fulfilled_at", "fulfilled_at_has_offset", "time_zone") }} as sold_at_local,
        cast({{ as_wall_clock("fulfilled_at", "fulfilled_at_has_offset", "time_zone") }} as date) as business_date
    from orders_at_stores

),

final as (

    select
        dated.channel_code,
        dated.order_id,
        dated.store_id,
        dated.partner_code,
        dated.account_id,
        dated.delivery_id,
        line_totals.lines_delivery_id,
        dated.total_eur_incl_tax,
        cast(line_totals.amount_eur_incl_tax as numeric(18, 2)) as line_total_eur_incl_tax,
        cast(line_totals.line_count as bigint) as line_count,
        dated.business_date,
        dated.sold_at,
        dated.sold_at_local,
        {{ set_aside_reason("order", "dated", "line_totals") }} as set_aside_reason_code
    from dated
    left join line_totals
        on
            dated.channel_code = line_totals.channel_code
            and dated.order_id = line_totals.order_id

)

select * from final

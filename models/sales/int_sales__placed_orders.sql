-- One row per order of the web shop, the drive or a partner, whatever became of it, with its days in the store's time.
with

orders as (

    {% for channel_code, relation in order_channels("orders") %}
        {% set has_slot = channel_code != "marketplace" %}
        select
            '{{ channel_code }}' as channel_code,
            order_id,
            store_id,
            order_status,
            total_eur_incl_tax,
            ordered_at,
            ordered_at_has_offset,
            {{ "slot_start_at" if has_slot else "cast(null as timestamp) as slot_start_at" }},
            {{ "slot_start_at_has_offset" if has_slot else "cast(null as boolean) as slot_start_at_has_offset" }},
            {{ "prepared_at" if has_slot else "cast(null as timestamp) as prepared_at" }},
            {{ "prepared_at_has_offset" if has_slot else "cast(null as boolean) as prepared_at_has_offset" }},
            fulfilled_at,
            fulfilled_at_has_offset
        from {{ ref(relation) }}
        {{ "union all" if not loop.last }}
    {% endfor %}

),

stores as (

    select
        store_id,
        time_zone
    from {{ ref("int_reference__stores") }}

),

-- An order that came twice is set aside, as in sales.
orders_in_zone as (

    select
        orders.*,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone
    from orders
    left join stores on orders.store_id = stores.store_id
    qualify count(*) over (partition by orders.channel_code, orders.order_id) = 1

),

dated as (

    select
        *,
        {{ as_instant("slot_start_at", "slot_start_at_has_offset", "time_zone") }} as slot_start_instant,
        {{ as_instant("prepared_at", "prepared_at_has_offset", "time_zone") }} as prepared_instant,
        {{ as_wall_clock("ordered_at", "ordered_at_has_offset", "time_zone") }} as ordered_wall_clock,
        cast({{ as_wall_clock("slot_start_at", "slot_start_at_has_offset", "time_zone") }} as date) as slot_date,
        cast({{ as_wall_clock("fulfilled_at", "fulfilled_at_has_offset", "time_zone") }} as date) as fulfilled_date
    from orders_in_zone

),

final as (

    select
        channel_code,
        order_id,
        coalesce(store_id, '(none)') as store_id,
        order_status,
        total_eur_incl_tax,
        slot_start_instant as slot_start_at,
        prepared_instant as prepared_at,
        ordered_wall_clock as ordered_at_local,
        cast(ordered_wall_clock as date) as ordered_date,
        coalesce(slot_date, cast(ordered_wall_clock as date)) as promised_date,
        case when order_status = 'fulfilled' then fulfilled_date end as fulfilled_date
    from dated

)

select * from final

-- One row per store, channel, day and delivery that brought tickets, lines, Z reports or orders of it.
with

tickets as (

    select distinct
        store_id,
        business_date,
        delivery_id,
        lines_delivery_id
    from {{ ref("int_sales__store_tickets") }}

),

z_reports as (

    select distinct
        store_id,
        business_date,
        delivery_id
    from {{ ref("stg_pos__z_reports") }}

),

orders as (

    select distinct
        channel_code,
        {{ order_source("channel_code") }} as source_name,
        store_id,
        business_date,
        delivery_id,
        lines_delivery_id
    from {{ ref("int_sales__orders") }}
    where store_id is not null

),

carried as (

    select
        store_id,
        'store' as channel_code,
        business_date,
        'pos' as source_name,
        'tickets' as entity_name,
        delivery_id
    from tickets
    union all
    select
        store_id,
        'store' as channel_code,
        business_date,
        'pos' as source_name,
        'ticket_lines' as entity_name,
        lines_delivery_id as delivery_id
    from tickets
    where lines_delivery_id is not null
    union all
    select
        store_id,
        'store' as channel_code,
        business_date,
        'pos' as source_name,
        'z_reports' as entity_name,
        delivery_id
    from z_reports
    union all
    select
        store_id,
        channel_code,
        business_date,
        source_name,
        'orders' as entity_name,
        delivery_id
    from orders
    union all
    select
        store_id,
        channel_code,
        business_date,
        source_name,
        'order_lines' as entity_name,
        lines_delivery_id as delivery_id
    from orders
    where lines_delivery_id is not null

),

deliveries as (

    select * from {{ ref("stg_ledger__deliveries") }}

),

final as (

    select distinct
        carried.*,
        deliveries.delivered_at
    from carried
    inner join deliveries
        on
            carried.source_name = deliveries.source_name
            and carried.entity_name = deliveries.entity_name
            and carried.delivery_id = deliveries.delivery_id

)

select * from final

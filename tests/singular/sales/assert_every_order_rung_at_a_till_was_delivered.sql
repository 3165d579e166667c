-- Each till ticket that says it pays an order which no shop delivered: it counts in the Z and in no sales.
{{ config(severity="warn", meta={"rule": {"kind": "relationship", "columns": ["order_id"]}}) }}

with

rung_tickets as (

    select *
    from {{ ref("stg_pos__tickets") }}
    where
        ticket_status = 'sale'
        and order_id is not null

),

placed_orders as (

    select distinct order_id
    from {{ ref("int_sales__placed_orders") }}

),

-- Where no shop delivers its orders nobody can tell.
order_counts as (

    select count(*) as order_count
    from placed_orders

),

final as (

    select
        rung_tickets.ticket_id,
        rung_tickets.order_id,
        rung_tickets.total_eur_incl_tax
    from rung_tickets
    cross join order_counts
    left join placed_orders on rung_tickets.order_id = placed_orders.order_id
    where
        order_counts.order_count > 0
        and placed_orders.order_id is null

)

select * from final

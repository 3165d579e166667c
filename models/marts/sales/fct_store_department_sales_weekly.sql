-- One row per store, channel, ISO week and department with at least one line.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

containing_tickets as (

    select *
    from {{ ref("fct_containing_tickets_weekly") }}
    where aisle_code = '(all)'

),

lines_in_tree as (

    select
        lines.*,
        products.department_code
    from lines
    inner join products on lines.product_id = products.product_id

),

summed as (

    select
        store_id,
        channel_code,
        iso_week,
        department_code,
        {{ tree_node_measures() }}
    from lines_in_tree
    group by
        store_id,
        channel_code,
        iso_week,
        department_code

),

-- Where nothing but returns stands, no ticket holds anything.
final as (

    select
        summed.*,
        coalesce(containing_tickets.department_ticket_count, 0) as containing_ticket_count
    from summed
    left join containing_tickets
        on
            summed.store_id = containing_tickets.store_id
            and summed.channel_code = containing_tickets.channel_code
            and summed.iso_week = containing_tickets.iso_week
            and summed.department_code = containing_tickets.department_code

)

select * from final

-- One row per channel, ISO week and family with a line sold, and one per store and department beside them.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

nodes as (

    select * from {{ ref("dim_product_nodes") }}

),

codes as (

    select distinct
        node_number,
        department_code,
        aisle_code,
        family_code
    from nodes
    union all
    select distinct
        department_number as node_number,
        department_code,
        '(all)' as aisle_code,
        '(all)' as family_code
    from nodes

),

sold_lines as (

    select
        lines.channel_code,
        lines.transaction_id,
        lines.iso_week,
        lines.store_id,
        nodes.node_number
    from lines
    inner join nodes on lines.product_id = nodes.product_id
    where lines.quantity > 0

),

transaction_nodes as (

    {{ nodes_of_transactions("sold_lines") | indent(4) }}

),

-- The first family of a department in a ticket stands for the department there, the first of an aisle for the aisle:
-- so tickets are counted on all three levels by sums.
flagged as (

    select
        *,
        node_number - mod(node_number, 10000000000) as department_number,
        former_node_number < node_number - mod(node_number, 10000000000) as is_first_of_department,
        former_node_number < node_number - mod(node_number, 100000) as is_first_of_aisle
    from transaction_nodes

),

store_departments as (

    select
        channel_code,
        iso_week,
        store_id,
        department_number as node_number,
        {{ flagged_ticket_counts() }}
    from flagged
    group by channel_code, iso_week, store_id, department_number

),

families as (

    select
        channel_code,
        iso_week,
        '(all)' as store_id,
        node_number,
        {{ flagged_ticket_counts() }}
    from flagged
    group by channel_code, iso_week, node_number

),

counted as (

    select * from store_departments
    union all
    select * from families

),

final as (

    select
        counted.store_id,
        counted.channel_code,
        counted.iso_week,
        codes.department_code,
        codes.aisle_code,
        codes.family_code,
        counted.department_ticket_count,
        case when codes.family_code <> '(all)' then counted.aisle_ticket_count end as aisle_ticket_count,
        case when codes.family_code <> '(all)' then counted.family_ticket_count end as family_ticket_count
    from counted
    inner join codes on counted.node_number = codes.node_number

)

select * from final

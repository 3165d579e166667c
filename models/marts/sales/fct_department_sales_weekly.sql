-- One row per channel, ISO week and node of the product tree (department, aisle or family) with at least one line.
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
    where family_code <> '(all)'

),

-- A ticket belongs to one store, so that the stores' exact ticket counts add up.
departments as (

    select
        channel_code,
        iso_week,
        'department' as tree_level,
        department_code,
        '(all)' as aisle_code,
        '(all)' as family_code,
        {{ summed_tree_nodes() }},
        cast(sum(containing_ticket_count) as bigint) as containing_ticket_count
    from {{ ref("fct_store_department_sales_weekly") }}
    group by
        channel_code,
        iso_week,
        department_code

),

family_sums as (

    select
        lines.channel_code,
        lines.iso_week,
        products.department_code,
        products.aisle_code,
        products.family_code,
        {{ tree_node_measures() }}
    from lines
    inner join products on lines.product_id = products.product_id
    group by
        lines.channel_code,
        lines.iso_week,
        products.department_code,
        products.aisle_code,
        products.family_code

),

-- Where nothing but returns stands, no ticket holds anything.
families as (

    select
        family_sums.*,
        coalesce(containing_tickets.aisle_ticket_count, 0) as aisle_ticket_count,
        coalesce(containing_tickets.family_ticket_count, 0) as family_ticket_count
    from family_sums
    left join containing_tickets
        on
            family_sums.channel_code = containing_tickets.channel_code
            and family_sums.iso_week = containing_tickets.iso_week
            and family_sums.department_code = containing_tickets.department_code
            and family_sums.aisle_code = containing_tickets.aisle_code
            and family_sums.family_code = containing_tickets.family_code

),

final as (

    select * from departments
    union all
    {{ tree_level_sales("families", "aisle") | indent(4) }}
    union all
    {{ tree_level_sales("families", "family") | indent(4) }}

)

select * from final

-- One row per store, channel, ISO week and department with at least one line.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

lines_in_tree as (

    select
        lines.*,
        products.department_code
    from lines
    inner join products on lines.product_id = products.product_id

),

final as (

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

)

select * from final

-- One row per channel, ISO week and node of the product tree (department, aisle or family) with at least one line.
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
        products.department_code,
        products.aisle_code,
        products.family_code
    from lines
    inner join products on lines.product_id = products.product_id

),

departments as (

    {{ product_tree_sales("lines_in_tree", "department") }}

),

aisles as (

    {{ product_tree_sales("lines_in_tree", "aisle") }}

),

families as (

    {{ product_tree_sales("lines_in_tree", "family") }}

),

final as (

    select * from departments
    union all
    select * from aisles
    union all
    select * from families

)

select * from final

-- One row per product: its families numbered in the order of the tree, so that a number tells the nodes above it.
with

products as (

    select * from {{ ref("dim_products") }}

),

ranked as (

    select
        product_id,
        department_code,
        aisle_code,
        family_code,
        dense_rank() over (order by department_code asc nulls last) as department_rank,
        dense_rank() over (order by department_code asc nulls last, aisle_code asc nulls last) as aisle_rank,
        dense_rank() over (
            order by department_code asc nulls last, aisle_code asc nulls last, family_code asc nulls last
        ) as family_rank
    from products

),

final as (

    select
        product_id,
        department_code,
        aisle_code,
        family_code,
        cast(department_rank * 10000000000 as bigint) as department_number,
        cast(department_rank * 10000000000 + aisle_rank * 100000 + family_rank as bigint) as node_number
    from ranked

)

select * from final

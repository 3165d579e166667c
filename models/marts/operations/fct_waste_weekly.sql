-- One row per store, ISO week and department in which something was thrown away (known shrink).
with

waste as (

    select * from {{ ref("int_sales__store_waste") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

final as (

    select
        waste.store_id,
        waste.iso_week,
        products.department_code,
        cast(sum(waste.waste_quantity) as numeric(18, 3)) as waste_quantity,
        cast(sum(waste.waste_cost_eur_excl_tax) as numeric(18, 2)) as waste_cost_eur_excl_tax
    from waste
    inner join products on waste.product_id = products.product_id
    group by
        waste.store_id,
        waste.iso_week,
        products.department_code

)

select * from final

-- One row per product, with its last known state, and one for all products that the referential does not know.
with

products as (

    select * from {{ ref("int_reference__products") }}

),

known_products as (

    select
        product_id,
        supplier_id,
        coalesce(product_name, product_id) as product_label,
        product_name,
        coalesce(department_code, '(none)') as department_code,
        coalesce(department_name, department_code, '(none)') as department_name,
        coalesce(aisle_code, '(none)') as aisle_code,
        coalesce(aisle_name, aisle_code, '(none)') as aisle_name,
        coalesce(family_code, '(none)') as family_code,
        coalesce(family_name, family_code, '(none)') as family_name,
        brand,
        brand_type,
        supplier_name,
        sales_unit,
        vat_rate,
        coalesce(is_fuel, false) as is_fuel,
        is_perishable,
        true as is_known,
        is_listed
    from products

),

unknown_product as (

    select
        '(unknown)' as product_id,
        cast(null as varchar) as supplier_id,
        '(unknown)' as product_label,
        cast(null as varchar) as product_name,
        '(unknown)' as department_code,
        '(unknown)' as department_name,
        '(unknown)' as aisle_code,
        '(unknown)' as aisle_name,
        '(unknown)' as family_code,
        '(unknown)' as family_name,
        cast(null as varchar) as brand,
        cast(null as varchar) as brand_type,
        cast(null as varchar) as supplier_name,
        cast(null as varchar) as sales_unit,
        cast(null as numeric(5, 4)) as vat_rate,
        false as is_fuel,
        cast(null as boolean) as is_perishable,
        false as is_known,
        false as is_listed

),

final as (

    select * from known_products
    union all
    select * from unknown_product

)

select * from final

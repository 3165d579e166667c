-- One row per product and state of the product referential that still holds.
with

source as (

    select *
    from {{ source("reference", "products") }}
    where delivered_at <= {{ as_of() }}

),

holding as (

    select *
    from source
    where delivery_id in ({{ holding_states("source") }})

),

final as (

    select
        product_id,
        supplier_id,
        delivery_id,

        product_name,
        department_code,
        department_name,
        aisle_code,
        aisle_name,
        family_code,
        family_name,
        brand,
        brand_type,
        supplier_name,
        unit as sales_unit,

        vat_rate,

        is_fuel,
        is_perishable,

        covers_from as valid_from_date
    from holding

)

select * from final

-- One row per product and period in which the referential described it unchanged.
with

states as (

    select *
    from {{ ref("stg_reference__products") }}
    where valid_from_date <= {{ as_of_date() }}

),

final as (

    {{ state_periods("states", "product_id", [
        "product_name", "department_code", "department_name", "aisle_code", "aisle_name", "family_code", "family_name",
        "brand", "brand_type", "supplier_id", "supplier_name", "sales_unit", "vat_rate", "is_fuel", "is_perishable",
    ]) }}

)

select * from final

-- One row per supplier partner, version, week and aisle, with the aisle of all suppliers and whether it may be told.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

granted_products as (

    select * from {{ ref("int_share__granted_products") }}

),

aisles as (

    select
        partner_code,
        product_version,
        iso_week,
        aisle_code
    from {{ ref("int_share__supplier_cells") }}
    where cell_level = 'total'

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

-- Whoever supplies one of its products is no other supplier, also where a brand alone is its scope.
own_suppliers as (

    select distinct
        partner_code,
        product_version,
        supplier_id
    from granted_products

),

supplier_sales as (

    select
        lines.iso_week,
        products.aisle_code,
        products.supplier_id,
        sum(lines.sales_eur_incl_tax) as sales_eur_incl_tax
    from lines
    inner join products on lines.product_id = products.product_id
    where lines.iso_week in (select aisles.iso_week from aisles)
    group by
        lines.iso_week,
        products.aisle_code,
        products.supplier_id

),

contributors as (

    select
        aisles.partner_code,
        aisles.product_version,
        aisles.iso_week,
        aisles.aisle_code,
        supplier_sales.sales_eur_incl_tax,
        -- A line whose supplier nobody knows is no other supplier.
        case
            when own_suppliers.supplier_id is null and supplier_sales.supplier_id is not null
                then supplier_sales.sales_eur_incl_tax
        end as other_sales_eur_incl_tax
    from aisles
    inner join supplier_sales
        on aisles.iso_week = supplier_sales.iso_week and aisles.aisle_code = supplier_sales.aisle_code
    left join own_suppliers
        on
            aisles.partner_code = own_suppliers.partner_code
            and aisles.product_version = own_suppliers.product_version
            and supplier_sales.supplier_id = own_suppliers.supplier_id

),

summed as (

    select
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as category_sales_eur_incl_tax,
        count(other_sales_eur_incl_tax) as other_supplier_count,
        coalesce(sum(other_sales_eur_incl_tax), 0) as other_sales_eur_incl_tax,
        coalesce(max(other_sales_eur_incl_tax), 0) as largest_other_sales_eur_incl_tax
    from contributors
    group by
        partner_code,
        product_version,
        iso_week,
        aisle_code

),

final as (

    select
        summed.partner_code,
        summed.product_version,
        summed.iso_week,
        summed.aisle_code,
        summed.category_sales_eur_incl_tax,
        summed.other_supplier_count >= rules.minimum_other_suppliers
        and summed.largest_other_sales_eur_incl_tax <= rules.maximum_dominance * summed.other_sales_eur_incl_tax
            as is_category_open
    from summed
    cross join rules

)

select * from final

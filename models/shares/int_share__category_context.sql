-- One row per supplier partner, week and aisle, with the aisle of all suppliers and whether it may be told.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

cells as (

    select distinct
        partner_code,
        iso_week,
        aisle_code
    from {{ ref("int_share__supplier_cells") }}

),

entitlements as (

    select
        partner_code,
        scope_value as supplier_id
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'supplier_sales' and scope_kind = 'supplier'

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

suppliers as (

    select
        lines.iso_week,
        products.aisle_code,
        products.supplier_id,
        sum(lines.sales_eur_incl_tax) as sales_eur_incl_tax
    from lines
    inner join products on lines.product_id = products.product_id
    where lines.iso_week in (select cells.iso_week from cells)
    group by
        lines.iso_week,
        products.aisle_code,
        products.supplier_id

),

contributors as (

    select
        cells.partner_code,
        cells.iso_week,
        cells.aisle_code,
        suppliers.sales_eur_incl_tax,
        -- A line whose supplier nobody knows is no other supplier.
        case
            when entitlements.supplier_id is null and suppliers.supplier_id is not null
                then suppliers.sales_eur_incl_tax
        end as other_sales_eur_incl_tax
    from cells
    inner join suppliers on cells.iso_week = suppliers.iso_week and cells.aisle_code = suppliers.aisle_code
    left join entitlements
        on cells.partner_code = entitlements.partner_code and suppliers.supplier_id = entitlements.supplier_id

),

summed as (

    select
        partner_code,
        iso_week,
        aisle_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as category_sales_eur_incl_tax,
        count(other_sales_eur_incl_tax) as other_supplier_count,
        coalesce(sum(other_sales_eur_incl_tax), 0) as other_sales_eur_incl_tax,
        coalesce(max(other_sales_eur_incl_tax), 0) as largest_other_sales_eur_incl_tax
    from contributors
    group by
        partner_code,
        iso_week,
        aisle_code

),

final as (

    select
        summed.partner_code,
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

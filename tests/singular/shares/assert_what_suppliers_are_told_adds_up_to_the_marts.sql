-- One row per week in which the zones, the families or the totals of a supplier sum to another amount than its lines in
-- stores of a zone.
with

cells as (

    select
        partner_code,
        product_version,
        iso_week,
        cell_level,
        sum(amount) as amount
    from {{ ref("int_share__supplier_cells") }}
    group by
        partner_code,
        product_version,
        iso_week,
        cell_level

),

-- What the rows of the seed say, read without the models' own step: each product once.
own_products as (

    select distinct
        entitlements.partner_code,
        entitlements.product_version,
        products.product_id
    from {{ ref("dim_products") }} as products
    inner join {{ ref("dim_share_entitlements") }} as entitlements
        on
            entitlements.product_code = 'supplier_sales'
            and (
                (entitlements.scope_kind = 'supplier' and products.supplier_id = entitlements.scope_value)
                or (entitlements.scope_kind = 'brand' and products.brand = entitlements.scope_value)
            )

),

lines as (

    select
        own_products.partner_code,
        own_products.product_version,
        sales.iso_week,
        sum(sales.sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_sales_lines") }} as sales
    inner join own_products on sales.product_id = own_products.product_id
    where sales.store_id <> '(none)'
    group by
        own_products.partner_code,
        own_products.product_version,
        sales.iso_week

)

select
    cells.partner_code,
    cells.product_version,
    cells.iso_week,
    cells.cell_level
from cells
left join lines
    on
        cells.partner_code = lines.partner_code
        and cells.product_version = lines.product_version
        and cells.iso_week = lines.iso_week
where cells.amount <> coalesce(lines.sales_eur_incl_tax, 0)

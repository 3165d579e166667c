-- One row per week in which the cells of a supplier sum to another amount than its sold lines in stores of a zone.
with

cells as (

    select
        partner_code,
        iso_week,
        sum(case when is_total then 0 else amount end) as zone_amount,
        sum(case when is_total then amount else 0 end) as total_amount
    from {{ ref("int_share__supplier_cells") }}
    group by
        partner_code,
        iso_week

),

lines as (

    select
        entitlements.partner_code,
        sales.iso_week,
        sum(sales.sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_sales_lines") }} as sales
    inner join {{ ref("dim_products") }} as products on sales.product_id = products.product_id
    inner join {{ ref("dim_share_entitlements") }} as entitlements
        on
            products.supplier_id = entitlements.scope_value
            and entitlements.product_code = 'supplier_sales'
    where sales.store_id <> '(none)'
    group by
        entitlements.partner_code,
        sales.iso_week

)

select
    cells.partner_code,
    cells.iso_week
from cells
left join lines on cells.partner_code = lines.partner_code and cells.iso_week = lines.iso_week
where cells.zone_amount <> coalesce(lines.sales_eur_incl_tax, 0) or cells.total_amount <> cells.zone_amount

-- One row per supplier partner, version and product in its scope: of a supplier or of a brand that its rows name.
with

products as (

    select * from {{ ref("dim_products") }}

),

entitlements as (

    select
        partner_code,
        product_version,
        scope_kind,
        scope_value
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'supplier_sales'

),

by_supplier as (

    select
        entitlements.partner_code,
        entitlements.product_version,
        products.product_id
    from entitlements
    inner join products on entitlements.scope_value = products.supplier_id
    where entitlements.scope_kind = 'supplier'

),

by_brand as (

    select
        entitlements.partner_code,
        entitlements.product_version,
        products.product_id
    from entitlements
    inner join products on entitlements.scope_value = products.brand
    where entitlements.scope_kind = 'brand'

),

-- Each once, however many rows name it.
granted as (

    select * from by_supplier
    union distinct
    select * from by_brand

),

final as (

    select
        granted.partner_code,
        granted.product_version,
        granted.product_id,
        products.supplier_id,
        products.aisle_code,
        coalesce(products.family_code, '(unknown)') as family_code
    from granted
    inner join products on granted.product_id = products.product_id

)

select * from final

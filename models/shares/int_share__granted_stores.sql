-- One row per franchisee partner and store in its scope: named, of its franchise, or of its franchise in one region.
with

stores as (

    select * from {{ ref("dim_stores") }}

),

entitlements as (

    select
        partner_code,
        scope_kind,
        scope_value
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'franchisee_sales' and product_version = 1

),

final as (

    select distinct
        entitlements.partner_code,
        stores.store_id,
        stores.store_name
    from stores
    inner join entitlements
        on
            (entitlements.scope_kind = 'store' and stores.store_id = entitlements.scope_value)
            or (entitlements.scope_kind = 'franchisee' and stores.franchisee_id = entitlements.scope_value)
            or (
                entitlements.scope_kind = 'region'
                and stores.franchisee_id || '/' || stores.region_code = entitlements.scope_value
            )

)

select * from final

-- Fails with each entitlement to a product version that is not there, or with a kind of scope that it does not know.
with

entitlements as (

    select * from {{ ref("share_entitlements") }}

),

products as (

    select * from {{ ref("share_products") }}

)

select
    entitlements.entitlement_id,
    entitlements.product_code,
    entitlements.product_version,
    entitlements.scope_kind
from entitlements
left join products
    on
        entitlements.product_code = products.product_code
        and entitlements.product_version = products.product_version
        and '|' || products.scope_kinds || '|' like '%|' || entitlements.scope_kind || '|%'
where
    products.product_code is null
    or (entitlements.scope_kind = 'all' and entitlements.scope_value is not null)
    or (entitlements.scope_kind <> 'all' and entitlements.scope_value is null)

-- Fails with each store told to a franchisee that no row of the seed names: itself, its franchise or its region.
with

told as (

    select distinct
        partner_code,
        store_id
    from {{ ref("share_franchisee_sales_weekly", v=1) }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

entitlements as (

    select * from {{ ref("dim_share_entitlements") }}
    where product_code = 'franchisee_sales'

)

select
    told.partner_code,
    told.store_id
from told
inner join stores on told.store_id = stores.store_id
left join entitlements
    on
        told.partner_code = entitlements.partner_code
        and (
            stores.store_id = entitlements.scope_value
            or stores.franchisee_id = entitlements.scope_value
            or stores.franchisee_id || '/' || stores.region_code = entitlements.scope_value
        )
where entitlements.partner_code is null

-- Fails with each store of a franchisee's rows that no row of the seed names, by itself, by its franchise or by its region.
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
where not exists (
    select 1
    from entitlements
    where
        entitlements.partner_code = told.partner_code
        and entitlements.scope_value in (
            stores.store_id, stores.franchisee_id, stores.franchisee_id || '/' || stores.region_code
        )
)

-- Fails with two entitlements of a partner to one value of a scope whose days overlap: ending one would end nothing.
with

entitlements as (

    select
        *,
        coalesce(scope_value, '(all)') as scope_name,
        coalesce(valid_to, date '9999-12-31') as last_day
    from {{ ref("share_entitlements") }}

)

select
    earlier.entitlement_id,
    later.entitlement_id as later_entitlement_id
from entitlements as earlier
inner join entitlements as later
    on
        earlier.partner_code = later.partner_code
        and earlier.product_code = later.product_code
        and earlier.product_version = later.product_version
        and earlier.scope_kind = later.scope_kind
        and earlier.scope_name = later.scope_name
        and earlier.entitlement_id < later.entitlement_id
        and earlier.valid_from <= later.last_day
        and earlier.last_day >= later.valid_from

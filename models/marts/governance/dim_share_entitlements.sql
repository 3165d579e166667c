-- One row per entitlement of a partner that holds on the day of the run.
with

entitlements as (

    select * from {{ ref("share_entitlements") }}

),

partners as (

    select * from {{ ref("share_partners") }}

),

products as (

    select * from {{ ref("share_products") }}

),

final as (

    select
        entitlements.entitlement_id,
        entitlements.partner_code,
        partners.partner_kind,
        entitlements.product_code,
        entitlements.product_version,
        entitlements.scope_kind,
        entitlements.scope_value
    from entitlements
    inner join partners on entitlements.partner_code = partners.partner_code
    inner join products
        on
            entitlements.product_code = products.product_code
            and entitlements.product_version = products.product_version
    where
        entitlements.valid_from <= {{ as_of_date() }}
        and (entitlements.valid_to is null or entitlements.valid_to >= {{ as_of_date() }})
        and (products.ends_on is null or products.ends_on >= {{ as_of_date() }})

)

select * from final

-- One row per partner and settlement.
with

settlements as (

    select * from {{ ref("fct_partner_settlements") }}

),

orders as (

    select
        partner_code,
        business_date,
        count(*) as order_count
    from {{ ref("fct_tickets") }}
    where partner_code is not null and transaction_type = 'order'
    group by
        partner_code,
        business_date

),

entitlements as (

    select distinct
        partner_code,
        scope_value
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'partner_settlements' and product_version = 1 and scope_kind = 'sales_partner'

),

final as (

    select
        entitlements.partner_code,
        settlements.settlement_id,
        'published' as release_code,
        min(settlements.period_from_date) as period_from_date,
        min(settlements.period_to_date) as period_to_date,
        cast(coalesce(sum(orders.order_count), 0) as bigint) as order_count,
        min(settlements.settled_gross_eur_incl_tax) as settled_gross_eur_incl_tax,
        min(settlements.settled_commission_eur_excl_tax) as settled_commission_eur_excl_tax,
        min(settlements.paid_eur) as paid_eur,
        min(settlements.paid_date) as paid_date
    from settlements
    inner join entitlements on settlements.partner_code = entitlements.scope_value
    left join orders
        on
            settlements.partner_code = orders.partner_code
            and orders.business_date between settlements.period_from_date and settlements.period_to_date
    group by
        entitlements.partner_code,
        settlements.settlement_id

)

select * from final

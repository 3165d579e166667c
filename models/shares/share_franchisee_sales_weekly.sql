-- One row per partner, week and store.
with

sales as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

weeks as (

    select
        iso_week,
        row_number() over (order by first_date desc nulls last) as week_rank
    from {{ ref("dim_sales_weeks") }}
    where is_closed and not is_partial

),

finality as (

    select
        iso_week,
        min(case when is_final then 1 else 0 end) = 1 as is_final
    from {{ ref("fct_edition_status_weekly") }}
    where edition_code = 'company'
    group by iso_week

),

entitlements as (

    select distinct
        partner_code,
        scope_value as store_id
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'franchisee_sales' and product_version = 1 and scope_kind = 'store'

),

final as (

    select
        entitlements.partner_code,
        sales.iso_week,
        sales.store_id,
        min(stores.store_name) as store_name,
        sales.iso_week || '|' || sales.store_id as cell_key,
        min(case when finality.is_final then 1 else 0 end) = 1 as is_final,
        'published' as release_code,
        cast(sum(sales.sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(sales.item_count) as bigint) as item_count,
        cast(sum(sales.ticket_count) as bigint) as ticket_count
    from sales
    inner join entitlements on sales.store_id = entitlements.store_id
    inner join stores on sales.store_id = stores.store_id
    inner join weeks on sales.iso_week = weeks.iso_week
    inner join rules on weeks.week_rank <= rules.published_weeks
    left join finality on sales.iso_week = finality.iso_week
    group by
        entitlements.partner_code,
        sales.iso_week,
        sales.store_id

)

select * from final

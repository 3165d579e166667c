-- One row per supplier partner, closed week, aisle and zone, and one for the total of the zones.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

stores as (

    select * from {{ ref("dim_stores") }}

),

zones as (

    select * from {{ ref("dim_share_regions") }}

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

entitlements as (

    select
        partner_code,
        product_version,
        scope_value as supplier_id
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'supplier_sales' and scope_kind = 'supplier'

),

weekly as (

    select
        lines.iso_week,
        products.aisle_code,
        products.supplier_id,
        lines.store_id,
        zones.zone_code,
        sum(lines.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(lines.item_count) as item_count,
        count(distinct lines.transaction_id) as ticket_count
    from lines
    inner join weeks on lines.iso_week = weeks.iso_week
    inner join rules on weeks.week_rank <= rules.published_weeks
    inner join products on lines.product_id = products.product_id
    inner join stores on lines.store_id = stores.store_id
    inner join zones on stores.region_code = zones.region_code
    group by
        lines.iso_week,
        products.aisle_code,
        products.supplier_id,
        lines.store_id,
        zones.zone_code

),

own as (

    select
        entitlements.partner_code,
        entitlements.product_version,
        weekly.iso_week,
        weekly.aisle_code,
        weekly.store_id,
        weekly.zone_code,
        sum(weekly.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(weekly.item_count) as item_count,
        sum(weekly.ticket_count) as ticket_count
    from weekly
    inner join entitlements on weekly.supplier_id = entitlements.supplier_id
    group by
        entitlements.partner_code,
        entitlements.product_version,
        weekly.iso_week,
        weekly.aisle_code,
        weekly.store_id,
        weekly.zone_code

),

own_and_total as (

    select * from own
    union all
    select
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        store_id,
        '(all)' as zone_code,
        sales_eur_incl_tax,
        item_count,
        ticket_count
    from own

),

cells as (

    select
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        zone_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as amount,
        cast(sum(item_count) as numeric(18, 2)) as secondary_amount,
        cast(sum(ticket_count) as bigint) as ticket_count,
        cast(count(*) as bigint) as store_count,
        cast(max(sales_eur_incl_tax) as numeric(18, 2)) as largest_store_amount,
        min(sales_eur_incl_tax) as smallest_store_amount,
        min(item_count) as smallest_item_count
    from own_and_total
    group by
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        zone_code

),

final as (

    select
        cells.partner_code,
        'supplier_sales' as product_code,
        cells.product_version,
        cells.iso_week,
        cells.aisle_code,
        cells.zone_code,
        cells.partner_code || '|' || cells.iso_week || '|' || cells.aisle_code as group_key,
        cells.iso_week || '|' || cells.aisle_code || '|' || cells.zone_code as cell_key,
        cells.zone_code = '(all)' as is_total,
        cells.amount,
        cells.secondary_amount,
        (
            cells.ticket_count < rules.minimum_customers
            or cells.store_count < rules.minimum_stores
            or cells.largest_store_amount > rules.maximum_dominance * cells.amount
            -- The proof of secondary suppression counts on what is not negative.
            or cells.smallest_store_amount < 0
            or cells.smallest_item_count < 0
        ) as is_confidential
    from cells
    cross join rules

)

select * from final

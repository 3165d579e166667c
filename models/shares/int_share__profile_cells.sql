-- One row per agency, zone and decade of birth, and one for the total of the decades.
with

customers as (

    select * from {{ ref("dim_customers") }}

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

last_week as (

    select max(iso_week) as iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

entitlements as (

    select distinct
        partner_code,
        product_version
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'shopper_profiles' and scope_kind = 'all'

),

counted as (

    select
        zones.zone_code,
        coalesce(cast(customers.birth_decade as varchar), '(unknown)') as birth_decade,
        count(*) as customer_count
    from customers
    inner join stores on customers.home_store_id = stores.store_id
    inner join zones on stores.region_code = zones.region_code
    group by
        zones.zone_code,
        coalesce(cast(customers.birth_decade as varchar), '(unknown)')

),

counted_and_total as (

    select * from counted
    union all
    select
        zone_code,
        '(all)' as birth_decade,
        sum(customer_count) as customer_count
    from counted
    group by zone_code

),

final as (

    select
        entitlements.partner_code,
        'shopper_profiles' as product_code,
        entitlements.product_version,
        last_week.iso_week,
        counted_and_total.zone_code,
        counted_and_total.birth_decade,
        entitlements.partner_code || '|' || last_week.iso_week || '|' || counted_and_total.zone_code as group_key,
        last_week.iso_week || '|' || counted_and_total.zone_code || '|' || counted_and_total.birth_decade as cell_key,
        counted_and_total.birth_decade = '(all)' as is_total,
        cast(counted_and_total.customer_count as numeric(18, 2)) as amount,
        cast(counted_and_total.customer_count as numeric(18, 2)) as secondary_amount,
        counted_and_total.customer_count < rules.minimum_customers as is_confidential
    from counted_and_total
    cross join entitlements
    cross join last_week
    cross join rules

)

select * from final

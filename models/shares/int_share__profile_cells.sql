-- One row per agency, version and zone in total, and one for each decade of birth of the zone.
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

    select
        partner_code,
        product_version,
        scope_kind,
        scope_value
    from {{ ref("dim_share_entitlements") }}
    where product_code = 'shopper_profiles'

),

-- The first and the last decade are open: the few who are older or younger would be told alone.
classed as (

    select
        zones.zone_code,
        case
            when customers.birth_decade is null then '(unknown)'
            when customers.birth_decade < rules.first_birth_decade
                then '<' || cast(cast(rules.first_birth_decade as bigint) as varchar)
            when customers.birth_decade >= rules.last_birth_decade
                then '>=' || cast(cast(rules.last_birth_decade as bigint) as varchar)
            else cast(customers.birth_decade as varchar)
        end as birth_decade
    from customers
    inner join stores on customers.home_store_id = stores.store_id
    inner join zones on stores.region_code = zones.region_code
    cross join rules

),

counted as (

    select
        zone_code,
        birth_decade,
        'decade' as cell_level,
        count(*) as customer_count
    from classed
    group by
        zone_code,
        birth_decade

),

counted_and_total as (

    select * from counted
    union all
    select
        zone_code,
        '(all)' as birth_decade,
        'total' as cell_level,
        sum(customer_count) as customer_count
    from counted
    group by zone_code

),

granted_zones as (

    select distinct
        entitlements.partner_code,
        entitlements.product_version,
        zones.zone_code
    from zones
    inner join entitlements
        on
            entitlements.scope_kind = 'all'
            or (entitlements.scope_kind = 'zone' and zones.zone_code = entitlements.scope_value)

),

final as (

    select
        granted_zones.partner_code,
        'shopper_profiles' as product_code,
        granted_zones.product_version,
        last_week.iso_week,
        counted_and_total.cell_level,
        counted_and_total.zone_code,
        counted_and_total.birth_decade,
        granted_zones.partner_code || '|' || counted_and_total.zone_code as group_key,
        -- Without the week: customers hardly change from one Monday to the next, so what was hidden stays hidden.
        counted_and_total.zone_code || '|' || counted_and_total.birth_decade as cell_key,
        cast(counted_and_total.customer_count as numeric(18, 2)) as amount,
        cast(counted_and_total.customer_count as numeric(18, 2)) as secondary_amount,
        counted_and_total.customer_count < rules.minimum_customers as is_confidential
    from counted_and_total
    inner join granted_zones on counted_and_total.zone_code = granted_zones.zone_code
    cross join last_week
    cross join rules

)

select * from final

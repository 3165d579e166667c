-- One row per store, with its last known state, and one for the sales that name none.
with

stores as (

    select * from {{ ref("int_reference__stores") }}

),

currencies as (

    select * from {{ ref("country_currencies") }}

),

known_stores as (

    select
        stores.store_id,
        stores.franchisee_id,
        coalesce(stores.store_name, stores.store_id) as store_label,
        stores.store_name,
        stores.banner,
        stores.store_format,
        stores.served_channels,
        stores.region_code,
        stores.region_name,
        stores.geographic_department_code,
        stores.postal_code,
        stores.city,
        coalesce(stores.country_code, 'FR') as country_code,
        currencies.currency_code,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone,
        stores.closed_weekdays,
        stores.sales_area_m2,
        stores.is_franchise,
        stores.is_listed,
        stores.opened_date,
        stores.closed_date
    from stores
    left join currencies on coalesce(stores.country_code, 'FR') = currencies.country_code

),

-- Amounts are in one currency, which a sale without a store shares.
no_store as (

    select
        '(none)' as store_id,
        cast(null as varchar) as franchisee_id,
        '(none)' as store_label,
        cast(null as varchar) as store_name,
        cast(null as varchar) as banner,
        cast(null as varchar) as store_format,
        cast(null as varchar) as served_channels,
        cast(null as varchar) as region_code,
        cast(null as varchar) as region_name,
        cast(null as varchar) as geographic_department_code,
        cast(null as varchar) as postal_code,
        cast(null as varchar) as city,
        cast(null as varchar) as country_code,
        min(currency_code) as currency_code,
        'Europe/Paris' as time_zone,
        cast(null as varchar) as closed_weekdays,
        cast(null as numeric(18, 2)) as sales_area_m2,
        cast(null as boolean) as is_franchise,
        false as is_listed,
        cast(null as date) as opened_date,
        cast(null as date) as closed_date
    from known_stores

),

final as (

    select * from known_stores
    union all
    select * from no_store

)

select * from final

-- One row per store, with its last known state.
with

stores as (

    select * from {{ ref("int_reference__stores") }}

),

currencies as (

    select * from {{ ref("country_currencies") }}

),

final as (

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

)

select * from final

-- One row per partner, week and store.
with

sales as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

granted_stores as (

    select * from {{ ref("int_share__granted_stores") }}

),

weeks as (

    select * from {{ ref("int_share__told_weeks") }}

),

final as (

    select
        granted_stores.partner_code,
        sales.iso_week,
        sales.store_id,
        min(granted_stores.store_name) as store_name,
        sales.iso_week || '|' || sales.store_id as cell_key,
        min(case when weeks.is_final then 1 else 0 end) = 1 as is_final,
        'published' as release_code,
        cast(sum(sales.sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(sales.item_count) as bigint) as item_count,
        cast(sum(sales.ticket_count) as bigint) as ticket_count
    from sales
    inner join granted_stores on sales.store_id = granted_stores.store_id
    inner join weeks on sales.iso_week = weeks.iso_week
    group by
        granted_stores.partner_code,
        sales.iso_week,
        sales.store_id

)

select * from final

-- One row per edition of the report, ISO week and channel that sold in it: how much of its sales is still provisional.
with

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

sales as (

    select * from {{ ref("fct_store_sales_daily") }}

),

days as (

    select * from {{ ref("fct_channel_days") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

channel_weeks as (

    select
        days.channel_code,
        days.iso_week,
        -- Nothing where the time is over and deliveries are missing: nobody knows when they come.
        max(case when days.final_from_at > {{ as_of() }} then days.final_from_at end) as final_from_at,
        sum(case when days.sales_status = 'final' and weeks.is_closed then 0 else 1 end) = 0 as is_final
    from days
    inner join weeks on days.iso_week = weeks.iso_week
    group by
        days.channel_code,
        days.iso_week

),

sold as (

    select
        editions.edition_code,
        editions.iso_week,
        sales.channel_code,
        sum(sales.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(case when days.sales_status = 'final' then 0 else sales.sales_eur_incl_tax end)
            as provisional_sales_eur_incl_tax
    from editions
    inner join sales
        on
            editions.store_id = sales.store_id
            and editions.iso_week = sales.iso_week
    inner join days
        on
            sales.channel_code = days.channel_code
            and sales.business_date = days.business_date
    group by
        editions.edition_code,
        editions.iso_week,
        sales.channel_code

),

final as (

    select
        sold.edition_code,
        sold.iso_week,
        sold.channel_code,
        cast(sold.sales_eur_incl_tax as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sold.provisional_sales_eur_incl_tax as numeric(18, 2)) as provisional_sales_eur_incl_tax,
        channel_weeks.final_from_at,
        channel_weeks.is_final
    from sold
    inner join channel_weeks
        on
            sold.channel_code = channel_weeks.channel_code
            and sold.iso_week = channel_weeks.iso_week

)

select * from final

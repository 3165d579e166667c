-- One row per store, channel and ISO week with sales, every name beside its code: for tools that do not join.
with

sales as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

stores as (

    select * from {{ ref("dim_store_weeks") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

channels as (

    select * from {{ ref("dim_channels") }}

),

final as (

    select
        sales.store_id,
        {{ store_names("stores") }},
        sales.channel_code,
        channels.channel_name_fr,
        channels.is_distance_sale,
        sales.iso_week,
        {{ week_names("weeks") }},
        sales.trading_day_count,
        sales.sales_eur_incl_tax,
        sales.sales_eur_excl_tax,
        sales.discount_eur_incl_tax,
        sales.fuel_sales_eur_incl_tax,
        sales.unknown_product_sales_eur_incl_tax,
        sales.commission_eur_excl_tax,
        sales.cost_eur_excl_tax,
        sales.margin_base_eur_excl_tax,
        sales.margin_eur_excl_tax,
        sales.ticket_count,
        sales.line_count,
        sales.item_count,
        sales.loyalty_ticket_count,
        sales.loyalty_sales_eur_incl_tax
    from sales
    left join stores
        on
            sales.store_id = stores.store_id
            and sales.iso_week = stores.iso_week
    left join weeks on sales.iso_week = weeks.iso_week
    left join channels on sales.channel_code = channels.channel_code

)

select * from final

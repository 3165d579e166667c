-- One row per store, channel, department and ISO week with sales, names beside codes: for tools that do not join.
with

sales as (

    select * from {{ ref("fct_store_department_sales_weekly") }}

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

departments as (

    {{ department_names() }}

),

final as (

    select
        sales.store_id,
        {{ store_names("stores") }},
        sales.channel_code,
        channels.channel_name_fr,
        sales.iso_week,
        {{ week_names("weeks") }},
        sales.department_code,
        coalesce(departments.department_name, sales.department_code) as department_name,
        sales.sales_eur_incl_tax,
        sales.sales_eur_excl_tax,
        sales.discount_eur_incl_tax,
        sales.margin_base_eur_excl_tax,
        sales.margin_eur_excl_tax,
        sales.item_count,
        sales.line_count,
        sales.containing_ticket_count
    from sales
    left join stores
        on
            sales.store_id = stores.store_id
            and sales.iso_week = stores.iso_week
    left join weeks on sales.iso_week = weeks.iso_week
    left join channels on sales.channel_code = channels.channel_code
    left join departments on sales.department_code = departments.department_code

)

select * from final

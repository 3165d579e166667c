-- One row per channel, ISO week and department: what was sold in promotion, with a loyalty card, and both.
with

weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_history_week_count") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

-- By product first: the join to the tree then reads few rows.
product_weeks as (

    select
        sales_lines.channel_code,
        sales_lines.iso_week,
        sales_lines.product_id,
        sales_lines.promotion_id is not null as is_promoted,
        sales_lines.has_loyalty_card,
        sum(sales_lines.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(sales_lines.discount_eur_incl_tax) as discount_eur_incl_tax
    from {{ ref("fct_sales_lines") }} as sales_lines
    inner join weeks on sales_lines.iso_week = weeks.iso_week
    group by
        sales_lines.channel_code,
        sales_lines.iso_week,
        sales_lines.product_id,
        sales_lines.promotion_id is not null,
        sales_lines.has_loyalty_card

),

final as (

    select
        product_weeks.channel_code,
        product_weeks.iso_week,
        products.department_code,
        cast(sum(product_weeks.sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast({{ sum_where("product_weeks.sales_eur_incl_tax", "product_weeks.is_promoted") }} as numeric(18, 2))
            as promoted_sales_eur_incl_tax,
        cast({{ sum_where("product_weeks.discount_eur_incl_tax", "product_weeks.is_promoted") }} as numeric(18, 2))
            as promotion_discount_eur_incl_tax,
        cast({{ sum_where("product_weeks.sales_eur_incl_tax", "product_weeks.has_loyalty_card") }} as numeric(18, 2))
            as loyalty_sales_eur_incl_tax,
        cast(
            {{ sum_where(
                "product_weeks.sales_eur_incl_tax", "product_weeks.is_promoted and product_weeks.has_loyalty_card"
            ) }} as numeric(18, 2)
        ) as promoted_loyalty_sales_eur_incl_tax
    from product_weeks
    inner join products on product_weeks.product_id = products.product_id
    group by
        product_weeks.channel_code,
        product_weeks.iso_week,
        products.department_code

)

select * from final

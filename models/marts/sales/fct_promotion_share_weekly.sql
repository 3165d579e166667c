-- One row per channel, ISO week and department: what was sold in promotion, with a loyalty card, and both.
with

weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_history_week_count") }}

),

products as (

    select
        product_id,
        department_code
    from {{ ref("dim_products") }}

),

lines_in_tree as (

    select
        sales_lines.channel_code,
        sales_lines.iso_week,
        products.department_code,
        sales_lines.promotion_id is not null as is_promoted,
        sales_lines.has_loyalty_card,
        sales_lines.sales_eur_incl_tax,
        sales_lines.discount_eur_incl_tax
    from {{ ref("fct_sales_lines") }} as sales_lines
    inner join weeks on sales_lines.iso_week = weeks.iso_week
    inner join products on sales_lines.product_id = products.product_id

),

final as (

    select
        channel_code,
        iso_week,
        {{ iso_week_monday("iso_week") }} as first_date,
        department_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast({{ sum_where("sales_eur_incl_tax", "is_promoted") }} as numeric(18, 2)) as promoted_sales_eur_incl_tax,
        cast({{ sum_where("discount_eur_incl_tax", "is_promoted") }} as numeric(18, 2))
            as promotion_discount_eur_incl_tax,
        cast({{ sum_where("sales_eur_incl_tax", "has_loyalty_card") }} as numeric(18, 2))
            as loyalty_sales_eur_incl_tax,
        cast({{ sum_where("sales_eur_incl_tax", "is_promoted and has_loyalty_card") }} as numeric(18, 2))
            as promoted_loyalty_sales_eur_incl_tax
    from lines_in_tree
    group by
        channel_code,
        iso_week,
        department_code

)

select * from final

-- One row per channel, ISO week and node of the product tree (a department, an aisle or a family) with at least one line.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

lines_in_tree as (

    select
        lines.*,
        products.department_code,
        products.aisle_code,
        products.family_code
    from lines
    inner join products on lines.product_id = products.product_id

),

final as (

    select
        channel_code,
        iso_week,
        case
            when grouping(family_code) = 0 then 'family'
            when grouping(aisle_code) = 0 then 'aisle'
            else 'department'
        end as tree_level,
        department_code,
        case when grouping(aisle_code) = 0 then aisle_code else '(all)' end as aisle_code,
        case when grouping(family_code) = 0 then family_code else '(all)' end as family_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
        cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(item_count) as bigint) as item_count,
        cast(count(*) as bigint) as line_count,
        cast(count(distinct case when quantity > 0 then transaction_id end) as bigint) as containing_ticket_count
    from lines_in_tree
    group by grouping sets (
        (channel_code, iso_week, department_code),
        (channel_code, iso_week, department_code, aisle_code),
        (channel_code, iso_week, department_code, aisle_code, family_code)
    )

)

select * from final

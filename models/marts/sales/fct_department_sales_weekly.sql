-- One row per channel, ISO week and node of the product tree (department, aisle or family) with at least one line.
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

-- A ticket belongs to one store, so that the stores' exact ticket counts add up.
departments as (

    select
        channel_code,
        iso_week,
        'department' as tree_level,
        department_code,
        '(all)' as aisle_code,
        '(all)' as family_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
        cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(margin_base_eur_excl_tax) as numeric(18, 2)) as margin_base_eur_excl_tax,
        cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax,
        cast(sum(item_count) as bigint) as item_count,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(containing_ticket_count) as bigint) as containing_ticket_count
    from {{ ref("fct_store_department_sales_weekly") }}
    group by
        channel_code,
        iso_week,
        department_code

),

aisles as (

    {{ product_tree_sales("lines_in_tree", "aisle") }}

),

families as (

    {{ product_tree_sales("lines_in_tree", "family") }}

),

final as (

    select * from departments
    union all
    select * from aisles
    union all
    select * from families

)

select * from final

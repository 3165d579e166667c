-- One row per partner, week and aisle in total, one for each of its zones and one for each of its families.
with

cells as (

    select * from {{ ref("int_share__supplier_cells") }}
    where product_version = 1

),

releases as (

    select * from {{ ref("int_share__released_cells") }}
    where product_code = 'supplier_sales' and product_version = 1

),

families as (

    select
        aisle_code,
        coalesce(family_code, '(unknown)') as family_code,
        min(aisle_name) as aisle_name,
        min(family_name) as family_name
    from {{ ref("dim_products") }}
    group by
        aisle_code,
        coalesce(family_code, '(unknown)')

),

aisles as (

    select
        aisle_code,
        min(aisle_name) as aisle_name
    from families
    group by aisle_code

),

categories as (

    select * from {{ ref("int_share__category_context") }}
    where product_version = 1

),

weeks as (

    select * from {{ ref("int_share__told_weeks") }}

),

told as (

    select
        cells.*,
        releases.release_code,
        releases.release_code = 'published' as is_told,
        releases.release_code = 'published' and categories.is_category_open as is_category_told,
        categories.category_sales_eur_incl_tax
    from cells
    inner join releases on cells.partner_code = releases.partner_code and cells.cell_key = releases.cell_key
    left join categories
        on
            cells.partner_code = categories.partner_code
            and cells.iso_week = categories.iso_week
            and cells.aisle_code = categories.aisle_code

),

final as (

    select
        told.partner_code,
        told.iso_week,
        told.aisle_code,
        aisles.aisle_name,
        told.cell_level,
        told.zone_code,
        told.family_code,
        families.family_name,
        told.cell_key,
        weeks.is_final,
        told.release_code,
        case when told.is_told then told.amount end as sales_eur_incl_tax,
        cast(case when told.is_told then told.secondary_amount end as bigint) as item_count,
        case
            when told.cell_level <> 'total' then null
            when told.is_category_told then 'published'
            else 'confidential'
        end as category_release_code,
        case when told.cell_level = 'total' and told.is_category_told then told.category_sales_eur_incl_tax end
            as category_sales_eur_incl_tax
    from told
    inner join weeks on told.iso_week = weeks.iso_week
    left join aisles on told.aisle_code = aisles.aisle_code
    left join families on told.aisle_code = families.aisle_code and told.family_code = families.family_code

)

select * from final

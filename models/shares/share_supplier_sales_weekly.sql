-- One row per partner, week, aisle and zone, and one for the total of the zones.
with

cells as (

    select * from {{ ref("int_share__supplier_cells") }}

),

releases as (

    select * from {{ ref("int_share__released_cells") }}
    where product_code = 'supplier_sales'

),

aisles as (

    select
        aisle_code,
        min(aisle_name) as aisle_name
    from {{ ref("dim_products") }}
    group by aisle_code

),

categories as (

    select * from {{ ref("int_share__category_context") }}

),

weeks as (

    select
        iso_week,
        min(case when is_final then 1 else 0 end) = 1 as is_final
    from {{ ref("fct_edition_status_weekly") }}
    where edition_code = 'company'
    group by iso_week

),

final as (

    select
        cells.partner_code,
        cells.iso_week,
        cells.aisle_code,
        aisles.aisle_name,
        cells.zone_code,
        cells.cell_key,
        coalesce(weeks.is_final, false) as is_final,
        releases.release_code,
        case when releases.release_code = 'published' then cells.amount end as sales_eur_incl_tax,
        cast(case when releases.release_code = 'published' then cells.secondary_amount end as bigint) as item_count,
        case
            when not cells.is_total then null
            when releases.release_code = 'published' and categories.is_category_open then 'published'
            else 'confidential'
        end as category_release_code,
        case
            when cells.is_total and releases.release_code = 'published' and categories.is_category_open
                then categories.category_sales_eur_incl_tax
        end as category_sales_eur_incl_tax
    from cells
    inner join releases
        on
            cells.partner_code = releases.partner_code
            and cells.product_version = releases.product_version
            and cells.cell_key = releases.cell_key
    left join aisles on cells.aisle_code = aisles.aisle_code
    left join weeks on cells.iso_week = weeks.iso_week
    left join categories
        on
            cells.partner_code = categories.partner_code
            and cells.iso_week = categories.iso_week
            and cells.aisle_code = categories.aisle_code
    where cells.product_version = 1

)

select * from final

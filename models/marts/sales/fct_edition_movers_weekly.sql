-- One row per edition, ISO week and store or department that sold in both periods of the edition's main comparison.
with

editions as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where is_main_comparison and reason_code is null

),

edition_sales as (

    select * from {{ ref("fct_edition_sales_weekly") }}

),

-- Where there is but one store, it is the edition.
stores as (

    select store_sales.*
    from {{ ref("fct_edition_store_sales_weekly") }} as store_sales
    inner join {{ ref("dim_edition_weeks") }} as edition_weeks
        on
            store_sales.edition_code = edition_weeks.edition_code
            and store_sales.iso_week = edition_weeks.iso_week
            and edition_weeks.store_count > 1
    where store_sales.is_main_comparison and store_sales.is_ranked

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

departments as (

    select * from {{ ref("fct_edition_department_sales_weekly") }}
    where department_code not in ('(none)', '(unknown)')

),

-- Fuel is shown apart: the price at the pump moves it, not the trade.
department_names as (

    select
        department_code,
        min(department_name) as department_name
    from {{ ref("dim_products") }}
    where not is_fuel
    group by department_code

),

movers as (

    select
        stores.edition_code,
        stores.iso_week,
        stores.comparison_code,
        'store' as kind,
        stores.store_id as code,
        store_weeks.store_label as subject,
        stores.current_sales_eur_incl_tax,
        stores.compared_sales_eur_incl_tax
    from stores
    inner join store_weeks
        on
            stores.store_id = store_weeks.store_id
            and stores.iso_week = store_weeks.iso_week
    union all
    select
        departments.edition_code,
        departments.iso_week,
        departments.comparison_code,
        'department' as kind,
        departments.department_code as code,
        department_names.department_name as subject,
        departments.current_sales_eur_incl_tax,
        departments.compared_sales_eur_incl_tax
    from departments
    inner join department_names on departments.department_code = department_names.department_code
    where departments.compared_sales_eur_incl_tax > 0

),

final as (

    select
        movers.edition_code,
        movers.iso_week,
        movers.kind,
        movers.code,
        movers.subject,
        movers.current_sales_eur_incl_tax,
        movers.compared_sales_eur_incl_tax,
        cast(movers.current_sales_eur_incl_tax - movers.compared_sales_eur_incl_tax as numeric(18, 2))
            as contribution_eur_incl_tax,
        edition_sales.compared_sales_eur_incl_tax as edition_compared_sales_eur_incl_tax
    from movers
    inner join editions
        on
            movers.edition_code = editions.edition_code
            and movers.iso_week = editions.iso_week
            and movers.comparison_code = editions.comparison_code
    inner join edition_sales
        on
            movers.edition_code = edition_sales.edition_code
            and movers.iso_week = edition_sales.iso_week
            and movers.comparison_code = edition_sales.comparison_code
    where movers.current_sales_eur_incl_tax is not null

)

select * from final

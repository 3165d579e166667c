-- One row per edition, ISO week, department and comparison in which the department sold or lost goods in either period.
with

compared as (

    select compared.*
    from {{ ref("fct_edition_department_sales_weekly") }} as compared
    inner join {{ ref("dim_edition_weeks") }} as editions
        on
            compared.edition_code = editions.edition_code
            and compared.iso_week = editions.iso_week

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

department_names as (

    select
        department_code,
        min(department_name) as department_name
    from {{ ref("dim_products") }}
    group by department_code

),

covered as (

    {{ covered_sales("compared", "coverage", [
        "department_code", "current_containing_ticket_count", "current_waste_cost_eur_excl_tax",
    ]) }}

),

final as (

    select
        covered.edition_code,
        covered.iso_week,
        covered.comparison_code,
        covered.department_code,
        department_names.department_name,
        covered.current_sales as current_sales_eur_incl_tax,
        covered.current_containing_ticket_count,
        {{ share_rate("current_sales", "total_sales") }} as sales_rate,
        {{ share_rate("current_margin", "current_margin_base") }} as margin_rate,
        covered.current_waste_cost_eur_excl_tax as waste_cost_eur_excl_tax,
        covered.compared_sales as compared_sales_eur_incl_tax,
        {{ evolution_rate("current_sales", "compared_sales", "bigint") }} as evolution_rate,
        {{ evolution_reason("coverage_reason_code", "current_sales", "compared_sales") }} as reason_code
    from covered
    inner join department_names on covered.department_code = department_names.department_code

)

select * from final

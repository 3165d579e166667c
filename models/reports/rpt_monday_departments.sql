-- One row per ISO week, department and comparison in which the department sold in either period.
with

weekly as (

    select
        iso_week,
        department_code,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(containing_ticket_count) as containing_ticket_count
    from {{ ref("fct_department_sales_weekly") }}
    where tree_level = 'department'
    group by
        iso_week,
        department_code

),

comparisons as (

    select * from {{ ref("brg_iso_week_comparisons") }}

),

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

department_names as (

    select
        department_code,
        min(department_name) as department_name
    from {{ ref("dim_products") }}
    group by department_code

),

compared as (
    {{ compare_weeks("weekly", "comparisons", ["department_code"], {
        "sales_eur_incl_tax": "numeric(18, 2)",
        "containing_ticket_count": "bigint",
    }) }}
),

with_total as (

    select
        *,
        sum(current_sales_eur_incl_tax) over (partition by iso_week, comparison_code) as week_sales_eur_incl_tax
    from compared

),

with_coverage as (

    select
        with_total.iso_week,
        with_total.comparison_code,
        with_total.department_code,
        with_total.current_sales_eur_incl_tax as current_sales,
        with_total.current_containing_ticket_count,
        with_total.week_sales_eur_incl_tax as total_sales,
        case when coverage.reason_code is null then with_total.compared_sales_eur_incl_tax end as compared_sales,
        coverage.reason_code as coverage_reason_code
    from with_total
    inner join coverage
        on
            with_total.iso_week = coverage.iso_week
            and with_total.comparison_code = coverage.comparison_code

),

final as (

    select
        with_coverage.iso_week,
        with_coverage.comparison_code,
        with_coverage.department_code,
        department_names.department_name,
        with_coverage.current_sales as current_sales_eur_incl_tax,
        with_coverage.current_containing_ticket_count,
        cast({{ ratio_half_up("current_sales", "total_sales", 3) }} as double) as sales_rate,
        with_coverage.compared_sales as compared_sales_eur_incl_tax,
        {{ evolution_rate("current_sales", "compared_sales") }} as evolution_rate,
        {{ evolution_reason("coverage_reason_code", "current_sales", "compared_sales") }} as reason_code
    from with_coverage
    inner join department_names on with_coverage.department_code = department_names.department_code

)

select * from final

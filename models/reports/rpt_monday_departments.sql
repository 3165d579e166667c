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

with_share as (

    select
        *,
        sum(current_sales_eur_incl_tax) over (partition by iso_week, comparison_code) as week_sales_eur_incl_tax
    from compared

),

final as (

    select
        with_share.iso_week,
        with_share.comparison_code,
        with_share.department_code,
        department_names.department_name,
        with_share.current_sales_eur_incl_tax,
        with_share.current_containing_ticket_count,
        cast({{ ratio_half_up("with_share.current_sales_eur_incl_tax", "with_share.week_sales_eur_incl_tax", 3) }} as double)
            as sales_rate,
        case when coverage.reason_code is null then with_share.compared_sales_eur_incl_tax end
            as compared_sales_eur_incl_tax,
        case
            when coverage.reason_code is null
                then {{ evolution_rate("with_share.current_sales_eur_incl_tax", "with_share.compared_sales_eur_incl_tax") }}
        end as evolution_rate,
        {{ evolution_reason(
            "coverage.reason_code", "with_share.current_sales_eur_incl_tax", "with_share.compared_sales_eur_incl_tax"
        ) }} as reason_code
    from with_share
    inner join department_names on with_share.department_code = department_names.department_code
    inner join coverage
        on
            with_share.iso_week = coverage.iso_week
            and with_share.comparison_code = coverage.comparison_code

)

select * from final

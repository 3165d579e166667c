-- One row per ISO week, comparison and region of the company's edition, stores without a region included.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

region_weeks as (

    select
        iso_week,
        region_code,
        min(region_name) as region_name,
        cast(count(case when is_open then 1 end) as bigint) as open_store_count
    from {{ ref("dim_store_weeks") }}
    group by
        iso_week,
        region_code

),

sales as (

    select * from {{ ref("fct_edition_sales_weekly") }}
    where comparison_code in ('prior_year', 'like_for_like', 'week_before')

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

covered as (

    select
        sales.iso_week,
        sales.comparison_code,
        region_weeks.region_code,
        region_weeks.region_name,
        coalesce(editions.store_count, region_weeks.open_store_count) as store_count,
        sales.current_sales_eur_incl_tax as current_sales,
        sum(sales.current_sales_eur_incl_tax) over (partition by sales.iso_week, sales.comparison_code) as total_sales,
        case when coverage.reason_code is null then sales.compared_sales_eur_incl_tax end as compared_sales,
        coverage.reason_code as coverage_reason_code
    from sales
    inner join region_weeks
        on
            sales.iso_week = region_weeks.iso_week
            and sales.edition_code = 'region:' || region_weeks.region_code
    inner join coverage
        on
            sales.edition_code = coverage.edition_code
            and sales.iso_week = coverage.iso_week
            and sales.comparison_code = coverage.comparison_code
    left join editions
        on
            sales.edition_code = editions.edition_code
            and sales.iso_week = editions.iso_week

),

final as (

    select
        'company' as edition_code,
        iso_week,
        comparison_code,
        region_code,
        region_name,
        store_count,
        current_sales as current_sales_eur_incl_tax,
        {{ share_rate("current_sales", "total_sales") }} as sales_rate,
        compared_sales as compared_sales_eur_incl_tax,
        cast(current_sales - compared_sales as numeric(18, 2)) as contribution_eur_incl_tax,
        {{ evolution_rate("current_sales", "compared_sales", "bigint") }} as evolution_rate,
        {{ evolution_reason("coverage_reason_code", "current_sales", "compared_sales") }} as reason_code
    from covered

)

select * from final

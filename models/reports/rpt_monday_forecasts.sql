-- One row per edition, ISO week and department (or its total) that was foretold and sold: whether it came as expected.
with

forecasts as (

    select forecasts.*
    from {{ ref("fct_sales_forecasts_weekly") }} as forecasts
    inner join {{ ref("dim_edition_weeks") }} as editions
        on
            forecasts.edition_code = editions.edition_code
            and forecasts.iso_week = editions.iso_week

),

department_sales as (

    select
        edition_code,
        iso_week,
        department_code,
        current_sales_eur_incl_tax as sales_eur_incl_tax
    from {{ ref("fct_edition_department_sales_weekly") }}
    where
        comparison_code = 'week_before'
        and current_sales_eur_incl_tax is not null

),

sales as (

    select * from department_sales
    union all
    select
        edition_code,
        iso_week,
        '(all)' as department_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax
    from department_sales
    group by
        edition_code,
        iso_week

),

final as (

    select
        forecasts.edition_code,
        forecasts.iso_week,
        forecasts.department_code,
        sales.sales_eur_incl_tax,
        forecasts.forecast_low_eur_incl_tax,
        forecasts.forecast_high_eur_incl_tax,
        case
            when sales.sales_eur_incl_tax < forecasts.forecast_low_eur_incl_tax then 'below'
            when sales.sales_eur_incl_tax > forecasts.forecast_high_eur_incl_tax then 'above'
            else 'within'
        end as band_position_code
    from forecasts
    inner join sales
        on
            forecasts.edition_code = sales.edition_code
            and forecasts.iso_week = sales.iso_week
            and forecasts.department_code = sales.department_code

)

select * from final

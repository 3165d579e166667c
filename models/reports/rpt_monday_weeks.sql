-- One row per edition and ISO week: its sales beside those of the prior year's week.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

history as (

    select min(business_date) as first_business_date from {{ ref("fct_store_sales_daily") }}

),

iso_weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

sales as (

    select * from {{ ref("fct_edition_sales_weekly") }}
    where comparison_code = 'prior_year'

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        weeks.first_date,
        weeks.last_date,
        weeks.prior_year_iso_week,
        sales.current_sales_eur_incl_tax as sales_eur_incl_tax,
        sales.current_ticket_count as ticket_count,
        case
            when prior_weeks.first_date >= history.first_business_date then sales.compared_sales_eur_incl_tax
        end as prior_year_sales_eur_incl_tax,
        weeks.is_partial,
        weeks.is_closed
    from editions
    inner join weeks on editions.iso_week = weeks.iso_week
    cross join history
    left join iso_weeks as prior_weeks on weeks.prior_year_iso_week = prior_weeks.iso_week
    left join sales
        on
            editions.edition_code = sales.edition_code
            and editions.iso_week = sales.iso_week

)

select * from final

-- One row per ISO week from the first sale to the day of the run.
with

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

history as (

    select
        min(business_date) as first_business_date,
        {{ as_of_date() }} as run_date
    from {{ ref("fct_store_sales_daily") }}

),

final as (

    select
        weeks.iso_week,
        weeks.first_date,
        weeks.last_date,
        least(weeks.last_date, history.run_date) as state_date,
        weeks.prior_year_iso_week,
        weeks.first_date < history.first_business_date or weeks.last_date >= history.run_date as is_partial,
        weeks.last_date < history.run_date as is_closed
    from weeks
    inner join history
        on
            weeks.last_date >= history.first_business_date
            and weeks.first_date <= history.run_date

)

select * from final

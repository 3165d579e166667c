-- One row per ISO week: its sales beside those of the prior year's week.
with

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

weekly as (

    select
        iso_week,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(ticket_count) as bigint) as ticket_count
    from {{ ref("fct_channel_sales_weekly") }}
    group by iso_week

),

history as (

    select min(business_date) as first_business_date from {{ ref("fct_store_sales_daily") }}

),

weekly_with_coverage as (

    select
        weekly.iso_week,
        weekly.sales_eur_incl_tax,
        weekly.ticket_count,
        weeks.first_date < history.first_business_date
        or weeks.last_date >= {{ as_of_date() }} as is_partial
    from weekly
    inner join weeks on weekly.iso_week = weeks.iso_week
    cross join history

),

final as (

    select
        weeks.iso_week,
        weeks.first_date,
        weeks.last_date,
        weeks.prior_year_iso_week,
        current_weeks.sales_eur_incl_tax,
        current_weeks.ticket_count,
        prior_weeks.sales_eur_incl_tax as prior_year_sales_eur_incl_tax,
        coalesce(current_weeks.is_partial, false) as is_partial,
        weeks.last_date < {{ as_of_date() }} as is_closed
    from weeks
    left join weekly_with_coverage as current_weeks on weeks.iso_week = current_weeks.iso_week
    left join weekly_with_coverage as prior_weeks
        on
            weeks.prior_year_iso_week = prior_weeks.iso_week
            and not prior_weeks.is_partial

)

select * from final

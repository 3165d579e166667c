-- One row per date of the history and mapping: the date of the year before that it is compared with.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

dates as (

    select dim_dates.*
    from {{ ref("dim_dates") }} as dim_dates
    inner join weeks on dim_dates.iso_week = weeks.iso_week

),

final as (

    select
        calendar_date,
        iso_week,
        'prior_year' as comparison_code,
        prior_year_date as compared_date
    from dates
    union all
    select
        calendar_date,
        iso_week,
        'prior_year_event' as comparison_code,
        prior_year_event_date as compared_date
    from dates
    union all
    select
        calendar_date,
        iso_week,
        'prior_year_364' as comparison_code,
        prior_year_minus_364_date as compared_date
    from dates

)

select * from final

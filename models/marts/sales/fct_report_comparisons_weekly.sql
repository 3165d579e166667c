-- One row per ISO week and comparison that the report makes: which dates meet, and why nobody can compare them, if so.
with

coverage as (

    select * from {{ ref("fct_comparison_coverage_weekly") }}

),

-- Matched by event, a week meets days of several weeks: the report prints the first and the last.
event_dates as (

    select
        iso_week,
        'prior_year_event' as comparison_code,
        min(compared_date) as first_date,
        max(compared_date) as last_date
    from {{ ref("brg_date_comparisons") }}
    where comparison_code = 'prior_year_event'
    group by iso_week

),

history as (

    select min(business_date) as first_business_date from {{ ref("fct_store_sales_daily") }}

),

comparison_codes as (

    {{ edition_comparison_rows() }}

),

final as (

    select
        coverage.iso_week,
        comparison_codes.comparison_code,
        coverage.current_first_date,
        coverage.current_last_date,
        coalesce(event_dates.first_date, coverage.compared_first_date) as compared_first_date,
        coalesce(event_dates.last_date, coverage.compared_last_date) as compared_last_date,
        coverage.is_current_period_complete,
        coalesce(
            coverage.reason_code,
            case when event_dates.first_date < history.first_business_date then 'period_incomplete' end
        ) as reason_code
    from coverage
    inner join comparison_codes
        on
            coverage.comparison_code
            = case comparison_codes.store_comparison_code
                when 'prior_year_event' then 'prior_year'
                else comparison_codes.store_comparison_code
            end
    left join event_dates
        on
            coverage.iso_week = event_dates.iso_week
            and comparison_codes.comparison_code = event_dates.comparison_code
    cross join history

)

select * from final

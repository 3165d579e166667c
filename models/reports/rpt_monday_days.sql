-- One row per day of an ISO week and comparison: the day's sales beside those of the day it is compared with.
with

dates as (

    select * from {{ ref("dim_dates") }}

),

daily as (

    select
        business_date,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        cast(sum(ticket_count) as bigint) as ticket_count
    from {{ ref("fct_store_sales_daily") }}
    group by business_date

),

compared_days as (

    select
        calendar_date,
        iso_week,
        public_holiday_name_fr,
        public_holiday_name_en,
        'prior_year' as comparison_code,
        prior_year_date as compared_date
    from dates
    union all
    select
        calendar_date,
        iso_week,
        public_holiday_name_fr,
        public_holiday_name_en,
        'week_before' as comparison_code,
        calendar_date - 7 as compared_date
    from dates

),

final as (

    select
        compared_days.iso_week,
        compared_days.calendar_date as business_date,
        compared_days.comparison_code,
        compared_days.compared_date,
        compared_days.public_holiday_name_fr,
        compared_days.public_holiday_name_en,
        current_days.sales_eur_incl_tax,
        current_days.ticket_count,
        previous_days.sales_eur_incl_tax as compared_sales_eur_incl_tax,
        {{ evolution_rate("current_days.sales_eur_incl_tax", "previous_days.sales_eur_incl_tax") }} as evolution_rate,
        {{ evolution_reason(
            "cast(null as varchar)", "current_days.sales_eur_incl_tax", "previous_days.sales_eur_incl_tax"
        ) }} as reason_code
    from compared_days
    left join daily as current_days on compared_days.calendar_date = current_days.business_date
    left join daily as previous_days on compared_days.compared_date = previous_days.business_date

)

select * from final

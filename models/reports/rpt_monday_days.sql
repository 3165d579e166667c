-- One row per edition, day of an ISO week and comparison: the day's sales beside those of the day it is compared with.
with

daily as (

    select * from {{ ref("fct_edition_sales_daily") }}

),

dates as (

    select * from {{ ref("dim_dates") }}

),

final as (

    select
        daily.edition_code,
        daily.iso_week,
        daily.business_date,
        daily.comparison_code,
        daily.compared_date,
        case when dates.is_public_holiday then dates.public_holiday_name_fr end as public_holiday_name_fr,
        case when dates.is_public_holiday then dates.public_holiday_name_en end as public_holiday_name_en,
        daily.sales_eur_incl_tax,
        daily.ticket_count,
        daily.compared_sales_eur_incl_tax,
        {{ evolution_rate("daily.sales_eur_incl_tax", "daily.compared_sales_eur_incl_tax", "bigint") }}
            as evolution_rate,
        {{ evolution_reason(
            "cast(null as varchar)", "daily.sales_eur_incl_tax", "daily.compared_sales_eur_incl_tax"
        ) }} as reason_code
    from daily
    inner join dates on daily.business_date = dates.calendar_date

)

select * from final

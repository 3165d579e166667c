-- One row per edition of the report, day and comparison: the day's sales beside those of the day it is compared with.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

members as (

    select * from {{ ref("brg_edition_stores") }}

),

daily as (

    select
        store_id,
        business_date,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(ticket_count) as ticket_count
    from {{ ref("fct_store_sales_daily") }}
    group by
        store_id,
        business_date

),

dates as (

    select
        iso_week,
        calendar_date,
        'prior_year' as comparison_code,
        prior_year_date as compared_date
    from {{ ref("dim_dates") }}
    union all
    select
        iso_week,
        calendar_date,
        'week_before' as comparison_code,
        calendar_date - 7 as compared_date
    from {{ ref("dim_dates") }}

),

dates_of_both_sides as (

    select
        *,
        calendar_date as sold_date,
        'current' as period_role
    from dates
    union all
    select
        *,
        compared_date as sold_date,
        'compared' as period_role
    from dates

),

-- The stores are those of the reported week on both sides.
sides as (

    select
        members.edition_code,
        dates_of_both_sides.calendar_date,
        dates_of_both_sides.comparison_code,
        dates_of_both_sides.period_role,
        daily.sales_eur_incl_tax,
        daily.ticket_count
    from members
    inner join dates_of_both_sides on members.iso_week = dates_of_both_sides.iso_week
    inner join daily
        on
            members.store_id = daily.store_id
            and dates_of_both_sides.sold_date = daily.business_date

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        dates.calendar_date as business_date,
        dates.comparison_code,
        min(dates.compared_date) as compared_date,
        cast(sum(case when sides.period_role = 'current' then sides.sales_eur_incl_tax end) as numeric(18, 2))
            as sales_eur_incl_tax,
        cast(sum(case when sides.period_role = 'current' then sides.ticket_count end) as bigint) as ticket_count,
        cast(sum(case when sides.period_role = 'compared' then sides.sales_eur_incl_tax end) as numeric(18, 2))
            as compared_sales_eur_incl_tax
    from editions
    inner join dates on editions.iso_week = dates.iso_week
    left join sides
        on
            editions.edition_code = sides.edition_code
            and dates.calendar_date = sides.calendar_date
            and dates.comparison_code = sides.comparison_code
    group by
        editions.edition_code,
        editions.iso_week,
        dates.calendar_date,
        dates.comparison_code

)

select * from final

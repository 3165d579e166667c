-- One row per store, ISO week and event in the store's life: opened, closed for good, closed for days.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

holidays as (

    select * from {{ ref("dim_dates") }}
    where is_public_holiday

),

closed_days as (

    select * from {{ ref("fct_store_days") }}
    where closure_reason not in ('not_opened', 'closed_for_good', 'not_served', 'weekday', 'public_holiday')

),

-- Days on which the referential closes a store that trades; public holidays close all of them and are said apart.
closures as (

    select
        closed_days.store_id,
        weeks.iso_week,
        'store_closure' as statement_code,
        count(distinct closed_days.business_date) as day_count,
        min(closed_days.business_date) as first_date,
        max(closed_days.business_date) as last_date
    from closed_days
    inner join weeks on closed_days.business_date between weeks.first_date and weeks.last_date
    left join holidays on closed_days.business_date = holidays.calendar_date
    where holidays.calendar_date is null
    group by
        closed_days.store_id,
        weeks.iso_week

),

first_and_last_days as (

    select
        store_id,
        iso_week,
        'store_opened' as statement_code,
        opened_date as event_date
    from store_weeks
    union all
    select
        store_id,
        iso_week,
        'store_closed' as statement_code,
        closed_date as event_date
    from store_weeks

),

events as (

    select * from closures
    union all
    select
        first_and_last_days.store_id,
        first_and_last_days.iso_week,
        first_and_last_days.statement_code,
        1 as day_count,
        first_and_last_days.event_date as first_date,
        first_and_last_days.event_date as last_date
    from first_and_last_days
    inner join weeks
        on
            first_and_last_days.iso_week = weeks.iso_week
            and first_and_last_days.event_date between weeks.first_date and weeks.last_date

),

final as (

    select
        store_id,
        iso_week,
        statement_code,
        cast(day_count as bigint) as day_count,
        first_date,
        last_date
    from events

)

select * from final

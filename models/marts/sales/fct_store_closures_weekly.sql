-- One row per store and ISO week of the history: how many of its days were lost to closures, or are missing.
with

store_days as (

    select * from {{ ref("fct_store_days") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

-- A store is closed on a day for all of its channels at once; a day is missing as soon as one channel's is.
by_day as (

    select
        store_id,
        business_date,
        max(
            case
                when is_expected then 0
                when
                    closure_reason in ('weekday', 'not_served', 'not_opened', 'closed_for_good', 'public_holiday')
                    then 0
                else 1
            end
        ) as is_exceptionally_closed,
        max(case when store_day_status = 'missing' then 1 else 0 end) as is_missing
    from store_days
    group by
        store_id,
        business_date

),

final as (

    select
        by_day.store_id,
        weeks.iso_week,
        cast(sum(by_day.is_exceptionally_closed) as bigint) as exceptionally_closed_day_count,
        cast(sum(by_day.is_missing) as bigint) as missing_day_count
    from by_day
    inner join weeks on by_day.business_date between weeks.first_date and weeks.last_date
    group by
        by_day.store_id,
        weeks.iso_week

)

select * from final

-- One row per store, channel and day of the history: whether it was expected, and whether it arrived.
with

store_days as (

    select * from {{ ref("int_sales__store_days") }}

),

history as (

    select min(business_date) as first_business_date
    from {{ ref("fct_store_sales_daily") }}

),

final as (

    select
        store_days.store_id,
        store_days.channel_code,
        store_days.business_date,
        store_days.iso_week,
        store_days.is_expected,
        store_days.closure_reason,
        store_days.has_arrived,
        store_days.store_day_status
    from store_days
    inner join history on store_days.business_date >= history.first_business_date

)

select * from final

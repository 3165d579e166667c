-- One row per store, channel and ISO week with at least one ticket.
with

daily as (

    select * from {{ ref("fct_store_sales_daily") }}

),

summed as (

    select
        store_id,
        channel_code,
        iso_week,
        cast(count(distinct business_date) as bigint) as trading_day_count,
        {{ summed_sales() }}
    from daily
    group by
        store_id,
        channel_code,
        iso_week

),

final as (

    select
        *,
        {{ sales_ratios() }}
    from summed

)

select * from final

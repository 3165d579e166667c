-- One row per channel and ISO week with at least one ticket.
with

store_weeks as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

summed as (

    select
        channel_code,
        iso_week,
        cast(count(*) as bigint) as selling_store_count,
        {{ summed_sales() }}
    from store_weeks
    group by
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

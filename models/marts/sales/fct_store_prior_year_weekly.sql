-- One row per store, channel, ISO week and mapping of the year before: what the store sold on the dates compared with.
with

comparisons as (

    select * from {{ ref("brg_date_comparisons") }}

),

daily as (

    select
        store_id,
        channel_code,
        business_date,
        {{ sales_measures().keys() | join(",\n        ") }}
    from {{ ref("fct_store_sales_daily") }}

),

final as (

    select
        daily.store_id,
        daily.channel_code,
        comparisons.iso_week,
        comparisons.comparison_code,
        {{ summed_sales() }}
    from comparisons
    inner join daily on comparisons.compared_date = daily.business_date
    group by
        daily.store_id,
        daily.channel_code,
        comparisons.iso_week,
        comparisons.comparison_code

)

select * from final

-- One row per channel, store and day from which something arrived: tickets, a Z report, or orders placed or fulfilled.
with

signs as (

    select
        'store' as channel_code,
        store_id,
        business_date,
        1 as has_traded
    from {{ ref("int_sales__till_days") }}
    union all
    select
        channel_code,
        store_id,
        ordered_date as business_date,
        0 as has_traded
    from {{ ref("int_sales__placed_orders") }}
    union all
    select
        channel_code,
        store_id,
        fulfilled_date as business_date,
        1 as has_traded
    from {{ ref("int_sales__placed_orders") }}
    where fulfilled_date is not null

),

final as (

    select
        channel_code,
        store_id,
        business_date,
        max(has_traded) = 1 as has_traded
    from signs
    group by
        channel_code,
        store_id,
        business_date

)

select * from final

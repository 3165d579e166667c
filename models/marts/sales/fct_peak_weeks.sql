-- One row per ISO week that is over in which far more distance orders were placed than in a usual week.
with

weeks as (

    select
        iso_week,
        row_number() over (order by iso_week asc nulls last) as week_number
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

orders as (

    select
        {{ iso_week_label("ordered_date") }} as iso_week,
        count(*) as placed_order_count
    from {{ ref("int_sales__placed_orders") }}
    group by {{ iso_week_label("ordered_date") }}

),

counted as (

    select
        weeks.iso_week,
        weeks.week_number,
        coalesce(orders.placed_order_count, 0) as placed_order_count
    from weeks
    left join orders on weeks.iso_week = orders.iso_week

),

-- A peak among the 13 weeks before does not move their median; without so many weeks nothing is usual yet.
compared as (

    select
        counted.iso_week,
        counted.placed_order_count,
        median(former.placed_order_count) as usual_order_count
    from counted
    inner join counted as former
        on
            counted.week_number > former.week_number
            and counted.week_number <= former.week_number + 13
    group by
        counted.iso_week,
        counted.placed_order_count
    having count(*) = 13

),

final as (

    select
        iso_week,
        cast(placed_order_count as bigint) as placed_order_count,
        cast(usual_order_count as numeric(18, 2)) as usual_order_count
    from compared
    where
        usual_order_count > 0
        and placed_order_count >= {{ var("peak_order_ratio") }} * usual_order_count

)

select * from final

-- Each snapshot week whose features do not hold every ticket and order of known customers of its 52 weeks.
with

weeks as (

    select
        iso_week,
        row_number() over (order by iso_week desc nulls last) as weeks_ago
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

counted as (

    select
        weeks.iso_week,
        sum(weekly.ticket_count) as ticket_count
    from weeks
    inner join weeks as past_weeks
        on
            weeks.weeks_ago <= past_weeks.weeks_ago
            and weeks.weeks_ago + 52 > past_weeks.weeks_ago
    inner join {{ ref("fct_customer_weekly") }} as weekly on past_weeks.iso_week = weekly.iso_week
    where weeks.weeks_ago <= {{ var("feature_week_count") }}
    group by weeks.iso_week

),

held as (

    select
        iso_week,
        sum(year_ticket_count) as ticket_count
    from {{ ref("fct_customer_features") }}
    group by iso_week

)

select
    counted.iso_week,
    counted.ticket_count,
    held.ticket_count as held_ticket_count
from counted
left join held on counted.iso_week = held.iso_week
where counted.ticket_count <> coalesce(held.ticket_count, 0)

-- One row per ISO week and comparison: which dates stand against which, and why they cannot be compared, if so.
with

comparisons as (

    select * from {{ ref("brg_iso_week_comparisons") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

selling_weeks as (

    select distinct iso_week from {{ ref("fct_channel_sales_weekly") }}

),

history as (

    select min(business_date) as first_business_date from {{ ref("fct_store_sales_daily") }}

),

periods as (

    select
        comparisons.iso_week,
        comparisons.comparison_code,
        comparisons.period_role,
        min(weeks.first_date) as first_date,
        max(weeks.last_date) as last_date,
        count(*) as week_count,
        count(selling_weeks.iso_week) as selling_week_count
    from comparisons
    inner join weeks on comparisons.member_iso_week = weeks.iso_week
    left join selling_weeks on comparisons.member_iso_week = selling_weeks.iso_week
    group by
        comparisons.iso_week,
        comparisons.comparison_code,
        comparisons.period_role

),

current_periods as (

    select *
    from periods
    where period_role = 'current'

),

compared_periods as (

    select *
    from periods
    where period_role = 'compared'

),

final as (

    select
        current_periods.iso_week,
        current_periods.comparison_code,
        current_periods.first_date as current_first_date,
        current_periods.last_date as current_last_date,
        compared_periods.first_date as compared_first_date,
        compared_periods.last_date as compared_last_date,
        cast(current_periods.selling_week_count as bigint) as current_selling_week_count,
        cast(coalesce(compared_periods.selling_week_count, 0) as bigint) as compared_selling_week_count,
        current_periods.selling_week_count = current_periods.week_count
        and current_periods.first_date >= history.first_business_date
        and current_periods.last_date < {{ as_of_date() }} as is_current_period_complete,
        case
            when current_periods.selling_week_count = 0 then 'no_sales'
            when coalesce(compared_periods.selling_week_count, 0) = 0 then 'no_compared_sales'
            when
                current_periods.selling_week_count < current_periods.week_count
                or compared_periods.selling_week_count < compared_periods.week_count
                or current_periods.first_date < history.first_business_date
                or compared_periods.first_date < history.first_business_date
                or current_periods.last_date >= {{ as_of_date() }}
                then 'period_incomplete'
        end as reason_code
    from current_periods
    cross join history
    left join compared_periods
        on
            current_periods.iso_week = compared_periods.iso_week
            and current_periods.comparison_code = compared_periods.comparison_code

)

select * from final

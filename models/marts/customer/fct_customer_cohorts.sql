-- One row per cohort (month, quarter or peak week of the first purchase) and period since: who came back, for how much.
with

members as (

    select * from {{ ref("brg_customer_cohorts") }}

),

weeks as (

    select
        iso_week,
        {{ month_number("(last_date - 3)") }} as month_number
    from {{ ref("dim_sales_weeks") }}

),

history as (

    select
        min(month_number) as first_month_number,
        max(month_number) as running_month_number
    from weeks

),

purchases as (

    select
        weekly.customer_id,
        weeks.month_number,
        sum(weekly.ticket_count) as ticket_count,
        sum(weekly.sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_customer_weekly") }} as weekly
    inner join weeks on weekly.iso_week = weeks.iso_week
    group by
        weekly.customer_id,
        weeks.month_number

),

periods as (

    select
        members.cohort_type,
        members.cohort_code,
        members.customer_id,
        cast(
            (purchases.month_number - mod(purchases.month_number, members.period_month_count))
            / members.period_month_count as bigint
        ) - members.first_period_number as period_index,
        purchases.ticket_count,
        purchases.sales_eur_incl_tax
    from members
    inner join purchases on members.customer_id = purchases.customer_id

),

-- A return alone is no visit: who came back bought.
active as (

    select
        cohort_type,
        cohort_code,
        period_index,
        count(distinct case when ticket_count > 0 then customer_id end) as active_customer_count,
        sum(ticket_count) as ticket_count,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax
    from periods
    where period_index >= 0
    group by
        cohort_type,
        cohort_code,
        period_index

),

cohorts as (

    select
        cohort_type,
        cohort_code,
        period_month_count,
        first_period_number,
        count(*) as cohort_customer_count,
        max(case when is_seen_from_the_start then 1 else 0 end) = 1 as is_seen_from_the_start
    from members
    group by
        cohort_type,
        cohort_code,
        period_month_count,
        first_period_number

),

numbers as (

    select distinct weeks.month_number - history.first_month_number as period_index
    from weeks
    cross join history

),

-- Also the periods in which nobody came back: a missing row would pass for no loss.
cohort_periods as (

    select
        cohorts.*,
        numbers.period_index,
        cohorts.period_month_count * (cohorts.first_period_number + numbers.period_index) as period_first_month_number
    from cohorts
    cross join numbers

),

final as (

    select
        spine.cohort_type,
        spine.cohort_code,
        cast(spine.period_index as bigint) as period_index,
        cast({{ month_label("spine.period_first_month_number") }} || '-01' as date) as period_first_date,
        spine.is_seen_from_the_start,
        spine.period_first_month_number + spine.period_month_count <= history.running_month_number as is_period_over,
        cast(spine.cohort_customer_count as bigint) as cohort_customer_count,
        cast(coalesce(active.active_customer_count, 0) as bigint) as active_customer_count,
        cast(coalesce(active.ticket_count, 0) as bigint) as ticket_count,
        cast(coalesce(active.sales_eur_incl_tax, 0) as numeric(18, 2)) as sales_eur_incl_tax
    from cohort_periods as spine
    cross join history
    left join active
        on
            spine.cohort_type = active.cohort_type
            and spine.cohort_code = active.cohort_code
            and spine.period_index = active.period_index
    where spine.period_first_month_number <= history.running_month_number

)

select * from final

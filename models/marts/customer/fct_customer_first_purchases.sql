-- One row per golden customer with a ticket or order: the week of the first one, and the cohorts that it makes.
with

purchases as (

    select *
    from {{ ref("fct_customer_weekly") }}
    where ticket_count > 0

),

weeks as (

    select
        iso_week,
        last_date,
        row_number() over (order by iso_week asc nulls last) as week_number
    from {{ ref("dim_sales_weeks") }}

),

peak_weeks as (

    select * from {{ ref("fct_peak_weeks") }}

),

-- Where several channels saw the customer in the first week, the one with most sales, then the first by name.
first_purchases as (

    select
        customer_id,
        iso_week,
        channel_code
    from purchases
    qualify
        row_number() over (
            partition by customer_id
            order by iso_week asc nulls last, sales_eur_incl_tax desc nulls last, channel_code asc nulls last
        ) = 1

),

-- A week belongs to the month and the quarter of its Thursday, as it does to its year.
dated as (

    select
        first_purchases.customer_id,
        first_purchases.iso_week,
        first_purchases.channel_code,
        weeks.week_number,
        weeks.last_date - 3 as thursday,
        peak_weeks.iso_week is not null as is_peak_newcomer
    from first_purchases
    inner join weeks on first_purchases.iso_week = weeks.iso_week
    left join peak_weeks on first_purchases.iso_week = peak_weeks.iso_week

),

final as (

    select
        customer_id,
        iso_week as first_iso_week,
        channel_code as first_channel_code,
        {{ month_number("thursday") }} as first_month_number,
        is_peak_newcomer,
        week_number <= {{ var("steering_week_count") }} as is_seen_from_the_start
    from dated

)

select * from final

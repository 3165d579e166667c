-- One row per golden customer with a ticket or order: what the customer has been worth, in all and in 52 weeks.
with

first_purchases as (

    select * from {{ ref("fct_customer_first_purchases") }}

),

last_week as (

    select max(iso_week) as iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

weekly as (

    select * from {{ ref("fct_customer_weekly") }}

),

summed as (

    select
        customer_id,
        max(case when ticket_count > 0 then iso_week end) as last_iso_week,
        count(distinct case when ticket_count > 0 then iso_week end) as active_week_count,
        sum(ticket_count) as ticket_count,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(discount_eur_incl_tax) as discount_eur_incl_tax
    from weekly
    group by customer_id

),

scores as (

    select scores.*
    from {{ ref("fct_customer_scores_weekly") }} as scores
    inner join last_week on scores.iso_week = last_week.iso_week

),

final as (

    select
        first_purchases.customer_id,
        first_purchases.first_iso_week,
        summed.last_iso_week,
        cast(summed.active_week_count as bigint) as active_week_count,
        cast(summed.ticket_count as bigint) as ticket_count,
        cast(summed.sales_eur_incl_tax as numeric(18, 2)) as sales_eur_incl_tax,
        cast(summed.discount_eur_incl_tax as numeric(18, 2)) as discount_eur_incl_tax,
        scores.recency_week_count,
        coalesce(scores.year_ticket_count, 0) as year_ticket_count,
        coalesce(scores.year_sales_eur_incl_tax, 0) as year_sales_eur_incl_tax,
        scores.recency_score,
        scores.frequency_score,
        scores.value_score,
        coalesce(scores.segment_code, 'gone') as segment_code
    from first_purchases
    inner join summed on first_purchases.customer_id = summed.customer_id
    left join scores on first_purchases.customer_id = scores.customer_id

)

select * from final

-- One row per store and trading day with till tickets or a Z report: do lines, tickets and Z reports agree?
with

z_checks as (

    select * from {{ ref("fct_store_day_z_checks") }}

),

store_sales as (

    select *
    from {{ ref("fct_store_sales_daily") }}
    where channel_code = 'store'

),

set_aside as (

    select
        store_id,
        business_date,
        sum(total_eur_incl_tax) as set_aside_eur_incl_tax
    from {{ ref("fct_set_aside_tickets") }}
    where channel_code = 'store'
    group by
        store_id,
        business_date

),

-- An order rung at a till is in tickets and Z, and among the lines of its own channel.
compared as (

    select
        z_checks.*,
        coalesce(store_sales.sales_eur_incl_tax, 0) as line_total_eur_incl_tax,
        coalesce(store_sales.sales_eur_incl_tax, 0)
        + z_checks.order_ticket_total_eur_incl_tax
        - z_checks.ticket_total_eur_incl_tax as line_difference_eur_incl_tax,
        coalesce(set_aside.set_aside_eur_incl_tax, 0) as set_aside_eur_incl_tax
    from z_checks
    left join store_sales
        on
            z_checks.store_id = store_sales.store_id
            and z_checks.business_date = store_sales.business_date
    left join set_aside
        on
            z_checks.store_id = set_aside.store_id
            and z_checks.business_date = set_aside.business_date

),

final as (

    select
        store_id,
        business_date,
        iso_week,
        cast(line_total_eur_incl_tax as numeric(18, 2)) as line_total_eur_incl_tax,
        ticket_total_eur_incl_tax,
        order_ticket_total_eur_incl_tax,
        z_total_eur_incl_tax,
        ticket_count,
        z_ticket_count,
        cast(line_difference_eur_incl_tax as numeric(18, 2)) as line_difference_eur_incl_tax,
        cast(line_difference_eur_incl_tax + set_aside_eur_incl_tax as numeric(18, 2))
            as unexplained_line_difference_eur_incl_tax,
        z_difference_eur_incl_tax,
        z_difference_ticket_count,
        unreconciled_till_count,
        unreconciled_eur_incl_tax,
        z_status,
        case when line_difference_eur_incl_tax <> 0 then 'lines_differ' else z_status end as check_status
    from compared

)

select * from final

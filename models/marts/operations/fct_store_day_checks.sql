-- One row per store and trading day with till tickets or a Z report: do lines, tickets and Z reports agree?
with

till_days as (

    -- A day of void or training tickets alone has nothing to check.
    select *
    from {{ ref("int_sales__till_days") }}
    where
        ticket_count > 0
        or z_total_eur_incl_tax is not null

),

store_sales as (

    select *
    from {{ ref("fct_store_sales_daily") }}
    where channel_code = 'store'

),

compared as (

    select
        till_days.*,
        coalesce(store_sales.sales_eur_incl_tax, 0) as line_total_eur_incl_tax
    from till_days
    left join store_sales
        on
            till_days.store_id = store_sales.store_id
            and till_days.business_date = store_sales.business_date

),

-- An order rung at a till is in tickets and Z, and among the lines of its own channel.
differences as (

    select
        *,
        line_total_eur_incl_tax + order_ticket_total_eur_incl_tax - ticket_total_eur_incl_tax
            as line_difference_eur_incl_tax,
        ticket_total_eur_incl_tax - z_total_eur_incl_tax as z_difference_eur_incl_tax,
        ticket_count - z_ticket_count as z_difference_ticket_count
    from compared

),

final as (

    select
        store_id,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        cast(line_total_eur_incl_tax as numeric(18, 2)) as line_total_eur_incl_tax,
        ticket_total_eur_incl_tax,
        order_ticket_total_eur_incl_tax,
        z_total_eur_incl_tax,
        ticket_count,
        z_ticket_count,
        cast(line_difference_eur_incl_tax as numeric(18, 2)) as line_difference_eur_incl_tax,
        cast(z_difference_eur_incl_tax as numeric(18, 2)) as z_difference_eur_incl_tax,
        cast(z_difference_ticket_count as bigint) as z_difference_ticket_count,
        case
            when line_difference_eur_incl_tax <> 0 then 'lines_differ'
            when z_total_eur_incl_tax is null then 'z_missing'
            when z_difference_eur_incl_tax <> 0 or z_difference_ticket_count <> 0 then 'z_differs'
            else 'agrees'
        end as check_status
    from differences

)

select * from final

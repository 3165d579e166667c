-- One row per store, till and trading day with sale tickets or a Z report: do the tickets agree with the till's own Z?
with

till_days as (

    -- A day of void or training tickets alone has nothing to check.
    select *
    from {{ ref("int_sales__till_days") }}
    where
        ticket_count > 0
        or z_total_eur_incl_tax is not null

),

-- Where no Z report came from anywhere, none is missed: a retailer may deliver them later than its tickets, or never.
z_history as (

    select min(business_date) as first_z_date
    from till_days
    where z_total_eur_incl_tax is not null

),

-- A ticket that names no till could be any till's: the tills of its day cannot be told apart.
with_history as (

    select
        till_days.*,
        coalesce(till_days.business_date >= z_history.first_z_date, false) as is_z_expected,
        max(case when till_days.till_id = '(none)' then 1 else 0 end)
            over (partition by till_days.store_id, till_days.business_date)
        = 1 as has_unnamed_till
    from till_days
    cross join z_history

),

with_status as (

    select
        *,
        {{ z_check_status("is_z_expected", "z_report_count > 1") | indent(8) }} as z_status
    from with_history

),

final as (

    select
        store_id,
        till_id,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        is_z_expected,
        ticket_count,
        ticket_total_eur_incl_tax,
        order_ticket_total_eur_incl_tax,
        z_report_count,
        z_ticket_count,
        z_total_eur_incl_tax,
        cast(ticket_count - z_ticket_count as bigint) as z_difference_ticket_count,
        cast(ticket_total_eur_incl_tax - z_total_eur_incl_tax as numeric(18, 2)) as z_difference_eur_incl_tax,
        case when has_unnamed_till then 'till_unknown' else z_status end as till_check_status
    from with_status

)

select * from final

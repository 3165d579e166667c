-- One row per store, till and trading day with a till ticket or a Z report, as they were delivered.
with

tickets as (

    select
        store_id,
        coalesce(till_id, '(none)') as till_id,
        business_date,
        sum(case when ticket_status = 'sale' then total_eur_incl_tax else 0 end) as ticket_total_eur_incl_tax,
        sum(case when ticket_status = 'sale' then 1 else 0 end) as ticket_count,
        sum(case when ticket_status = 'sale' and order_id is not null then total_eur_incl_tax else 0 end)
            as order_ticket_total_eur_incl_tax
    from {{ ref("stg_pos__tickets") }}
    group by
        store_id,
        coalesce(till_id, '(none)'),
        business_date

),

z_reports as (

    select
        store_id,
        till_id,
        business_date,
        sum(total_eur_incl_tax) as z_total_eur_incl_tax,
        sum(ticket_count) as z_ticket_count,
        count(*) as z_report_count
    from {{ ref("stg_pos__z_reports") }}
    group by
        store_id,
        till_id,
        business_date

),

resent_z_reports as (

    select * from {{ ref("stg_pos__resent_z_reports") }}

),

final as (

    select
        coalesce(tickets.store_id, z_reports.store_id) as store_id,
        coalesce(tickets.till_id, z_reports.till_id) as till_id,
        coalesce(tickets.business_date, z_reports.business_date) as business_date,
        cast(coalesce(tickets.ticket_total_eur_incl_tax, 0) as numeric(18, 2)) as ticket_total_eur_incl_tax,
        cast(coalesce(tickets.ticket_count, 0) as bigint) as ticket_count,
        cast(coalesce(tickets.order_ticket_total_eur_incl_tax, 0) as numeric(18, 2))
            as order_ticket_total_eur_incl_tax,
        cast(z_reports.z_total_eur_incl_tax as numeric(18, 2)) as z_total_eur_incl_tax,
        cast(z_reports.z_ticket_count as bigint) as z_ticket_count,
        cast(coalesce(resent_z_reports.z_report_count, z_reports.z_report_count, 0) as bigint) as z_report_count
    from tickets
    full outer join z_reports
        on
            tickets.store_id = z_reports.store_id
            and tickets.till_id = z_reports.till_id
            and tickets.business_date = z_reports.business_date
    left join resent_z_reports
        on
            z_reports.store_id = resent_z_reports.store_id
            and z_reports.till_id = resent_z_reports.till_id
            and z_reports.business_date = resent_z_reports.business_date

)

select * from final

-- One row per store and ISO week that sold in store or saw a scan-and-go session: journeys, and what is not sound.
with

tickets as (

    select *
    from {{ ref("fct_tickets") }}
    where channel_code = 'store'

),

sessions as (

    select
        *,
        {{ iso_week_label("started_date") }} as iso_week
    from {{ ref("int_sales__scan_sessions") }}
    where started_date < {{ as_of_date() }}

),

-- The first check that a session fails names it; a session that fails none was paid.
checked as (

    select
        sessions.store_id,
        sessions.iso_week,
        case
            when sessions.ticket_id is null then 'abandoned'
            when sessions.ticket_session_number > 1 then 'repeated'
            when tickets.transaction_id is null then 'unsold'
            when tickets.store_id <> sessions.store_id then 'elsewhere'
            else 'paid'
        end as session_outcome
    from sessions
    left join tickets on sessions.ticket_id = tickets.transaction_id

),

session_weeks as (

    select
        store_id,
        iso_week,
        {% for outcome in ("abandoned", "repeated", "unsold", "elsewhere", "paid") -%}
            sum(case when session_outcome = '{{ outcome }}' then 1 else 0 end) as {{ outcome }}_session_count,
        {% endfor -%}
        count(*) as session_count
    from checked
    group by
        store_id,
        iso_week

),

ticket_weeks as (

    select
        store_id,
        iso_week,
        sum(case when is_counted_as_ticket then 1 else 0 end) as ticket_count,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        {{ sum_where("1", "is_counted_as_ticket and journey = 'scan_and_go'") }} as scan_ticket_count,
        {{ sum_where("item_count", "journey = 'scan_and_go'") }} as scan_item_count,
        {{ sum_where("sales_eur_incl_tax", "journey = 'scan_and_go'") }} as scan_sales_eur_incl_tax
    from tickets
    group by
        store_id,
        iso_week

),

final as (

    select
        coalesce(ticket_weeks.store_id, session_weeks.store_id) as store_id,
        coalesce(ticket_weeks.iso_week, session_weeks.iso_week) as iso_week,
        {{ iso_week_monday("coalesce(ticket_weeks.iso_week, session_weeks.iso_week)") }} as first_date,
        cast(coalesce(session_weeks.session_count, 0) as bigint) as session_count,
        cast(coalesce(session_weeks.abandoned_session_count, 0) as bigint) as abandoned_session_count,
        cast(coalesce(session_weeks.repeated_session_count, 0) as bigint) as repeated_session_count,
        cast(coalesce(session_weeks.unsold_session_count, 0) as bigint) as unsold_session_count,
        cast(coalesce(session_weeks.elsewhere_session_count, 0) as bigint) as elsewhere_session_count,
        cast(coalesce(session_weeks.paid_session_count, 0) as bigint) as paid_session_count,
        cast(coalesce(ticket_weeks.scan_ticket_count, 0) as bigint) as scan_ticket_count,
        cast(coalesce(ticket_weeks.scan_item_count, 0) as bigint) as scan_item_count,
        cast(coalesce(ticket_weeks.scan_sales_eur_incl_tax, 0) as numeric(18, 2)) as scan_sales_eur_incl_tax,
        cast(coalesce(ticket_weeks.ticket_count, 0) as bigint) as ticket_count,
        cast(coalesce(ticket_weeks.sales_eur_incl_tax, 0) as numeric(18, 2)) as sales_eur_incl_tax
    from ticket_weeks
    full outer join session_weeks
        on
            ticket_weeks.store_id = session_weeks.store_id
            and ticket_weeks.iso_week = session_weeks.iso_week

)

select * from final

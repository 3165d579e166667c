-- One row per till ticket that counts in sales (voids, training and orders paid at a till are out), sound or set aside.
with

tickets as (

    select *
    from {{ ref("stg_pos__tickets") }}
    where
        ticket_status = 'sale'
        and order_id is null

),

line_totals as (

    select
        ticket_id,
        sum(amount_eur_incl_tax) as amount_eur_incl_tax,
        count(*) as line_count,
        count(distinct line_number) as distinct_line_count
    from {{ ref("stg_pos__ticket_lines") }}
    group by ticket_id

),

stores as (

    select
        store_id,
        opened_date,
        coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}

),

tickets_at_stores as (

    select
        tickets.*,
        stores.opened_date,
        stores.store_id is not null as has_known_store,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone,
        count(*) over (partition by tickets.ticket_id) as sent_count
    from tickets
    left join stores on tickets.store_id = stores.store_id

),

final as (

    select
        tickets_at_stores.ticket_id,
        tickets_at_stores.store_id,
        tickets_at_stores.loyalty_card_number,
        tickets_at_stores.delivery_id,
        tickets_at_stores.checkout_mode,
        tickets_at_stores.total_eur_incl_tax,
        tickets_at_stores.business_date,
        case
            when tickets_at_stores.closed_at_has_offset then tickets_at_stores.closed_at
            else {{ local_to_utc("tickets_at_stores.closed_at", "tickets_at_stores.time_zone") }}
        end as sold_at,
        case
            when tickets_at_stores.closed_at_has_offset
                then {{ utc_to_local("tickets_at_stores.closed_at", "tickets_at_stores.time_zone") }}
            else tickets_at_stores.closed_at
        end as sold_at_local,
        case
            when tickets_at_stores.sent_count > 1 then 'ticket_repeated'
            when not tickets_at_stores.has_known_store then 'store_unknown'
            when
                tickets_at_stores.business_date
                > cast({{ utc_to_local("tickets_at_stores.delivered_at", "tickets_at_stores.time_zone") }} as date)
                then 'date_after_delivery'
            when tickets_at_stores.business_date < tickets_at_stores.opened_date then 'date_before_opening'
            when line_totals.ticket_id is null then 'ticket_without_lines'
            when line_totals.line_count > line_totals.distinct_line_count then 'line_repeated'
            when line_totals.amount_eur_incl_tax <> tickets_at_stores.total_eur_incl_tax then 'lines_differ_from_total'
        end as set_aside_reason_code
    from tickets_at_stores
    left join line_totals on tickets_at_stores.ticket_id = line_totals.ticket_id

)

select * from final

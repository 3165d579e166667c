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
        {{ distinct_count_of_few("line_number") }} as distinct_line_count,
        max(delivery_id) as lines_delivery_id
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

sent_tickets as (

    select
        ticket_id,
        count(*) as sent_count
    from tickets
    group by ticket_id

),

tickets_at_stores as (

    select
        tickets.*,
        stores.opened_date,
        sent_tickets.sent_count,
        stores.store_id is not null as has_known_store,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone
    from tickets
    inner join sent_tickets on tickets.ticket_id = sent_tickets.ticket_id
    left join stores on tickets.store_id = stores.store_id

),

final as (

    select
        tickets_at_stores.ticket_id,
        tickets_at_stores.store_id,
        tickets_at_stores.loyalty_card_number,
        tickets_at_stores.delivery_id,
        line_totals.lines_delivery_id,
        tickets_at_stores.checkout_mode,
        tickets_at_stores.total_eur_incl_tax,
        tickets_at_stores.business_date,
        {{ as_instant("closed_at", "closed_at_has_offset", "time_zone") }} as sold_at,
        {{ as_wall_clock("closed_at", "closed_at_has_offset", "time_zone") }} as sold_at_local,
        {{ set_aside_reason("ticket", "tickets_at_stores", "line_totals") }} as set_aside_reason_code
    from tickets_at_stores
    left join line_totals on tickets_at_stores.ticket_id = line_totals.ticket_id

)

select * from final

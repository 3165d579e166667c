-- One row per line of a till ticket that counts in sales: voids, training and orders paid at a till are out.
with

tickets as (

    select * from {{ ref("stg_pos__tickets") }}

),

lines as (

    select * from {{ ref("stg_pos__ticket_lines") }}

),

stores as (

    select
        store_id,
        coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}

),

counting_tickets as (

    select
        tickets.ticket_id,
        tickets.store_id,
        tickets.business_date,
        tickets.checkout_mode,
        tickets.loyalty_card_number,
        case
            when tickets.closed_at_has_offset then tickets.closed_at
            else {{ local_to_utc("tickets.closed_at", "coalesce(stores.time_zone, 'Europe/Paris')") }}
        end as sold_at,
        case
            when tickets.closed_at_has_offset
                then {{ utc_to_local("tickets.closed_at", "coalesce(stores.time_zone, 'Europe/Paris')") }}
            else tickets.closed_at
        end as sold_at_local
    from tickets
    left join stores on tickets.store_id = stores.store_id
    where
        tickets.ticket_status = 'sale'
        and tickets.order_id is null

),

final as (

    select
        'store' as channel_code,
        counting_tickets.ticket_id as transaction_id,
        lines.line_number,
        counting_tickets.store_id,
        lines.product_id,
        lines.promotion_id,
        coalesce(counting_tickets.checkout_mode, 'unknown') as journey,
        lines.line_type,
        lines.quantity,
        lines.amount_eur_incl_tax,
        lines.discount_eur_incl_tax,
        lines.vat_rate,
        counting_tickets.loyalty_card_number is not null as has_loyalty_card,
        counting_tickets.business_date,
        counting_tickets.sold_at,
        counting_tickets.sold_at_local
    from lines
    inner join counting_tickets on lines.ticket_id = counting_tickets.ticket_id

)

select * from final

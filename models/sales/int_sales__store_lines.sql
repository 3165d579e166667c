-- One row per line of a sound till ticket that counts in sales.
with

tickets as (

    select *
    from {{ ref("int_sales__store_tickets") }}
    where set_aside_reason_code is null

),

lines as (

    select * from {{ ref("stg_pos__ticket_lines") }}

),

scans as (

    select * from {{ ref("int_sales__scanned_tickets") }}

),

final as (

    select
        'store' as channel_code,
        tickets.ticket_id as transaction_id,
        lines.line_number,
        tickets.store_id,
        lines.product_id,
        lines.promotion_id,
        coalesce(tickets.checkout_mode, scans.journey, 'unknown') as journey,
        lines.line_type,
        lines.quantity,
        lines.amount_eur_incl_tax,
        lines.discount_eur_incl_tax,
        lines.vat_rate,
        coalesce(tickets.loyalty_card_number, scans.loyalty_card_number) is not null as has_loyalty_card,
        tickets.business_date,
        tickets.sold_at,
        tickets.sold_at_local
    from lines
    inner join tickets on lines.ticket_id = tickets.ticket_id
    left join scans on tickets.ticket_id = scans.ticket_id

)

select * from final

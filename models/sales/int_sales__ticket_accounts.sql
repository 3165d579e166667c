-- One row per sound till ticket whose customer is known: the loyalty member or the user of the app.
with

tickets as (

    select *
    from {{ ref("int_sales__store_tickets") }}
    where set_aside_reason_code is null

),

card_periods as (

    select * from {{ ref("int_sales__card_periods") }}

),

scans as (

    select * from {{ ref("int_sales__scanned_tickets") }}

),

final as (

    select
        tickets.ticket_id,
        'loyalty' as source_system,
        card_periods.member_id as source_customer_id
    from tickets
    inner join card_periods
        on
            tickets.loyalty_card_number = card_periods.loyalty_card_number
            and tickets.business_date >= card_periods.valid_from_date
            and (tickets.business_date < card_periods.valid_until_date or card_periods.valid_until_date is null)
    union all
    -- The card on the ticket goes before whoever scanned, also where nobody holds it.
    select
        tickets.ticket_id,
        'app' as source_system,
        scans.app_user_id as source_customer_id
    from tickets
    inner join scans
        on tickets.ticket_id = scans.ticket_id
    where
        tickets.loyalty_card_number is null
        and scans.app_user_id is not null

)

select * from final

-- One row per till ticket, from the delivery that holds for it.
with

source as (

    select *
    from {{ source("pos", "tickets") }}
    where delivered_at <= {{ as_of() }}

),

units as (

    {{ delivered_units("source", ["ticket_id"]) }}

),

holding as (

    {{ held_rows("source", "units", ["ticket_id"], ["ticket_id"]) }}

),

suppressed_cards as (

    select * from {{ ref("stg_privacy__suppressed_cards") }}

),

final as (

    select
        holding.ticket_id,
        holding.store_id,
        holding.till_id,
        -- The sale stays, without the person who was erased.
        case
            when suppressed_cards.loyalty_card_number is null then holding.loyalty_card_number
        end as loyalty_card_number,
        holding.order_id,
        holding.delivery_id,

        holding.checkout_mode,
        holding.status as ticket_status,

        holding.total_eur_incl_tax,

        holding.business_date,
        holding.opened_at,
        holding.opened_at_has_offset,
        holding.closed_at,
        holding.closed_at_has_offset,
        holding.delivered_at
    from holding
    left join suppressed_cards
        on
            holding.loyalty_card_number = suppressed_cards.loyalty_card_number
            and holding.business_date <= suppressed_cards.erased_date

)

select * from final

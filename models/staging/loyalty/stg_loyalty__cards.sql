-- One row per issue of a loyalty card: a number can be issued again to somebody else.
with

source as (

    select * from {{ source("loyalty", "cards") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["loyalty_card_number", "issued_at"]) }}

),

kept as (

    {{ without_suppressed("holding", "loyalty") }}

),

final as (

    select
        loyalty_card_number,
        member_id,
        delivery_id,

        issued_at,
        issued_at_has_offset,
        deactivated_at,
        deactivated_at_has_offset
    from kept

)

select * from final

-- One row per record of a customer in an application, as the application holds it.
with

members as (

    select * from {{ ref("stg_loyalty__members") }}

),

cards as (

    select * from {{ ref("stg_loyalty__cards") }}

),

issues as (

    select
        member_id,
        loyalty_card_number,
        {{ as_instant("issued_at", "issued_at_has_offset", "'Europe/Paris'") }} as issued_at,
        {{ as_instant("deactivated_at", "deactivated_at_has_offset", "'Europe/Paris'") }} as deactivated_at
    from cards

),

-- A number that was issued again is the new holder's alone.
held_numbers as (

    select *
    from issues
    qualify
        row_number() over (
            partition by loyalty_card_number
            order by issued_at desc nulls last, member_id asc nulls last
        ) = 1

),

held_cards as (

    select
        member_id,
        loyalty_card_number
    from held_numbers
    where coalesce(deactivated_at > {{ as_of() }}, true)
    qualify
        row_number() over (
            partition by member_id
            order by issued_at desc nulls last, loyalty_card_number asc nulls last
        ) = 1

),

numbered_members as (

    select
        members.*,
        held_cards.loyalty_card_number
    from members
    left join held_cards
        on members.member_id = held_cards.member_id

),

records as (

    {{ customer_records("numbered_members", "loyalty", "member_id", "closed_at", has_landline=true) }}

    union all

    {{ customer_records(ref("stg_ecommerce__accounts"), "ecommerce", "account_id", "deleted_at") }}

    union all

    {{ customer_records(ref("stg_drive__accounts"), "drive", "account_id", "deleted_at") }}

    union all

    {{ customer_records(ref("stg_app__users"), "app", "app_user_id", has_gender=false) }}

),

final as (

    select * from records

)

select * from final

-- One row per user of the mobile application, from the delivery that holds for it.
with

source as (

    select * from {{ source("app", "users") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["app_user_id"]) }}

),

kept as (

    {{ without_suppressed("holding", "app") }}

),

final as (

    select
        app_user_id,
        loyalty_card_number,
        delivery_id,

        first_name,
        last_name,
        email,
        phone,
        address,
        postal_code,
        city,

        birth_date,
        created_at,
        created_at_has_offset,
        updated_at,
        updated_at_has_offset
    from kept

)

select * from final

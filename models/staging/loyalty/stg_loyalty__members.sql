-- One row per loyalty member, from the delivery that holds for it.
with

source as (

    select * from {{ source("loyalty", "members") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["member_id"]) }}

),

kept as (

    {{ without_suppressed("holding", "loyalty") }}

),

final as (

    select
        member_id,
        home_store_id,
        delivery_id,

        first_name,
        last_name,
        gender,
        email,
        phone,
        landline,
        address,
        postal_code,
        city,

        birth_date,
        created_at,
        created_at_has_offset,
        updated_at,
        updated_at_has_offset,
        closed_at,
        closed_at_has_offset
    from kept

)

select * from final

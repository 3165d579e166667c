-- One row per drive account, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "accounts") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["account_id"]) }}

),

final as (

    select
        account_id,
        loyalty_card_number,
        preferred_store_id,
        delivery_id,

        first_name,
        last_name,
        gender,
        email,
        phone,
        address,
        postal_code,
        city,

        birth_date,
        created_at,
        created_at_has_offset,
        updated_at,
        updated_at_has_offset,
        deleted_at,
        deleted_at_has_offset
    from holding

)

select * from final

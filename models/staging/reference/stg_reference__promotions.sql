-- One row per promotion and state of the list of promotions that still holds.
with

source as (

    select *
    from {{ source("reference", "promotions") }}
    where delivered_at <= {{ as_of() }}

),

holding as (

    select *
    from source
    where delivery_id in ({{ holding_states("source") }})

),

final as (

    select
        promotion_id,
        delivery_id,

        promotion_name,
        mechanism as promotion_mechanism,
        funded_by,

        valid_from as promotion_from_date,
        valid_to as promotion_to_date,
        covers_from as valid_from_date
    from holding

)

select * from final

-- One row per product and day from which a unit cost holds, from the delivery that holds for it.
with

source as (

    select * from {{ source("reference", "product_costs") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["product_id", "valid_from"]) }}

),

final as (

    select
        product_id,
        delivery_id,

        unit_cost_eur_excl_tax,

        valid_from as valid_from_date
    from holding

)

select * from final

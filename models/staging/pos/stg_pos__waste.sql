-- One row per store, trading day and product thrown away, from the delivery that holds for the store and day.
with

source as (

    select *
    from {{ source("pos", "waste") }}
    where delivered_at <= {{ as_of() }}

),

store_days as (

    {{ delivered_units("source", ["store_id", "business_date"]) }}

),

holding as (

    {{ held_rows("source", "store_days", ["store_id", "business_date", "product_id"], ["store_id", "business_date"]) }}

),

final as (

    select
        store_id,
        product_id,
        delivery_id,

        quantity as waste_quantity,
        cost_eur_excl_tax,

        business_date
    from holding

)

select * from final

-- One row per till and trading day that a Z report closed, from the delivery that holds for the store and day.
with

source as (

    select *
    from {{ source("pos", "z_reports") }}
    where delivered_at <= {{ as_of() }}

),

store_days as (

    {{ delivered_units("source", ["store_id", "business_date"]) }}

),

holding as (

    {{ held_rows("source", "store_days", ["store_id", "till_id", "business_date"], ["store_id", "business_date"]) }}

),

final as (

    select
        store_id,
        till_id,
        delivery_id,

        ticket_count,
        total_eur_incl_tax,

        business_date
    from holding

)

select * from final

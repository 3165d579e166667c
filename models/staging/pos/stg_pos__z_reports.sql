-- One row per till and trading day that a Z report closed, from the delivery that holds for the store and day.
with

source as (

    select * from {{ source("pos", "z_reports") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["store_id", "till_id", "business_date"], unit=["store_id", "business_date"]) }}

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

-- One row per home delivery order, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "orders") }}

),

final as (

    {{ distance_orders("source") }}

)

select * from final

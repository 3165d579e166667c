-- One row per web shop order that was fulfilled, with the moment of the delivery that said so first.
with

source as (

    select * from {{ source("ecommerce", "orders") }}

),

final as (

    {{ order_fulfilments("source") }}

)

select * from final

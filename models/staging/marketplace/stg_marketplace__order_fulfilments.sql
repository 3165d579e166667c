-- One row per partner order that was fulfilled, with the moment of the delivery that said so first.
with

source as (

    select * from {{ source("marketplace", "orders") }}

),

final as (

    {{ order_fulfilments("source") }}

)

select * from final

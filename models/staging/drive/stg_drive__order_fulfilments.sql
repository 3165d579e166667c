-- One row per drive order that was fulfilled, with the moment of the delivery that said so first.
with

source as (

    select * from {{ source("drive", "orders") }}

),

final as (

    {{ order_fulfilments("source") }}

)

select * from final

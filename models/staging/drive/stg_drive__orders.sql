-- One row per drive order, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "orders") }}

),

final as (

    {{ distance_orders("source") }}

)

select * from final

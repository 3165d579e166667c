-- One row per line of a home delivery order, from the delivery that holds for the order.
with

source as (

    select * from {{ source("ecommerce", "order_lines") }}

),

final as (

    {{ distance_order_lines("source") }}

)

select * from final

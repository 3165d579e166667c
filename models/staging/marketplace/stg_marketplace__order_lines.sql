-- One row per line of a marketplace order, from the delivery that holds for the order.
with

source as (

    select * from {{ source("marketplace", "order_lines") }}

),

final as (

    {{ distance_order_lines("source", has_commission=true) }}

)

select * from final

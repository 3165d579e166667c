-- One row per line of a drive order, from the delivery that holds for the order.
with

source as (

    select * from {{ source("drive", "order_lines") }}

),

final as (

    {{ distance_order_lines("source") }}

)

select * from final

-- One row per line of a drive order, from the delivery that holds for the order.
with

source as (

    select *
    from {{ source("drive", "order_lines") }}
    where delivered_at <= {{ as_of() }}

),

units as (

    {{ delivered_units("source", ["order_id"]) }}

),

holding as (

    {{ held_rows("source", "units", ["order_id", "line_number"], ["order_id"]) }}

),

final as (

    {{ distance_order_lines("holding") }}

)

select * from final

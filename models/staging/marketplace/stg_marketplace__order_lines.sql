-- One row per line of a marketplace order, from the delivery that holds for the order.
with

source as (

    select *
    from {{ source("marketplace", "order_lines") }}
    where delivered_at <= {{ as_of() }}

),

units as (

    {{ delivered_units("source", ["order_id"]) }}

),

holding as (

    {{ held_rows("source", "units", ["order_id", "line_number"], ["order_id"]) }}

),

final as (

    {{ distance_order_lines("holding", has_commission=true) }}

)

select * from final

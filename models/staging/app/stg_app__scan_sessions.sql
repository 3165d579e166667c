-- One row per scan-and-go session, from the delivery that holds for it.
with

source as (

    select * from {{ source("app", "scan_sessions") }}

),

holding as (

    select *
    from source
    where delivered_at <= {{ as_of() }}
    qualify delivery_id = {{ holding_delivery(["scan_session_id"]) }}

),

kept as (

    {{ without_suppressed("holding", "app") }}

),

final as (

    select
        scan_session_id,
        app_user_id,
        store_id,
        ticket_id,
        delivery_id,

        started_at,
        started_at_has_offset
    from kept

)

select * from final

-- One row per scan-and-go session, with the day it began by the store's clock and its place among those of its ticket.
with

sessions as (

    select * from {{ ref("stg_app__scan_sessions") }}

),

stores as (

    select
        store_id,
        time_zone
    from {{ ref("int_reference__stores") }}

),

sessions_in_zone as (

    select
        sessions.*,
        coalesce(stores.time_zone, 'Europe/Paris') as time_zone
    from sessions
    left join stores on sessions.store_id = stores.store_id

),

final as (

    select
        scan_session_id,
        store_id,
        ticket_id,
        cast({{ as_wall_clock("started_at", "started_at_has_offset", "time_zone") }} as date) as started_date,
        row_number() over (
            partition by ticket_id
            order by started_at asc nulls last, scan_session_id asc nulls last
        ) as ticket_session_number
    from sessions_in_zone

)

select * from final

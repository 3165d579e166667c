-- One row per user of the app and day with a scan-and-go session, abandoned ones included.
with

scan_sessions as (

    select * from {{ ref("stg_app__scan_sessions") }}

),

stores as (

    select * from {{ ref("int_reference__stores") }}

),

final as (

    select distinct
        scan_sessions.app_user_id,
        cast(
            {{ as_wall_clock(
                "scan_sessions.started_at",
                "scan_sessions.started_at_has_offset",
                "coalesce(stores.time_zone, 'Europe/Paris')"
            ) }} as date
        ) as scan_date
    from scan_sessions
    left join stores
        on scan_sessions.store_id = stores.store_id

)

select * from final

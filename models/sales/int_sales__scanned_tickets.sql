-- One row per till ticket that a scan-and-go session names: the first session that does.
with

sessions as (

    select *
    from {{ ref("stg_app__scan_sessions") }}
    where ticket_id is not null

),

users as (

    select * from {{ ref("stg_app__users") }}

),

first_sessions as (

    select *
    from sessions
    qualify row_number() over (partition by ticket_id order by started_at asc, scan_session_id asc) = 1

),

final as (

    select
        first_sessions.ticket_id,
        'scan_and_go' as journey,
        first_sessions.app_user_id,
        users.loyalty_card_number
    from first_sessions
    left join users on first_sessions.app_user_id = users.app_user_id

)

select * from final

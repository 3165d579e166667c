-- One row per issue of a loyalty card: its holder and the days on which a ticket with that number is the holder's.
with

cards as (

    select * from {{ ref("stg_loyalty__cards") }}

),

issues as (

    select
        loyalty_card_number,
        member_id,
        issued_at,
        cast({{ as_wall_clock("issued_at", "issued_at_has_offset", "'Europe/Paris'") }} as date) as issued_date,
        cast({{ as_wall_clock("deactivated_at", "deactivated_at_has_offset", "'Europe/Paris'") }} as date)
            as deactivated_date
    from cards
    where member_id is not null

),

with_next as (

    select
        *,
        lead(issued_date) over (
            partition by loyalty_card_number
            order by issued_date asc nulls last, issued_at asc nulls last, member_id asc nulls last
        ) as next_issued_date
    from issues

),

final as (

    select
        loyalty_card_number,
        member_id,
        issued_date as valid_from_date,
        -- The holder still bought on the day of the deactivation; a new issue ends it whatever else is said.
        case
            when next_issued_date <= deactivated_date then next_issued_date
            else coalesce(cast({{ dbt.dateadd("day", 1, "deactivated_date") }} as date), next_issued_date)
        end as valid_until_date
    from with_next

)

select * from final

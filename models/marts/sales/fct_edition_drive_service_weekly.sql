-- One row per edition of the report and ISO week with a drive: what it promised and what it kept, in counts.
{%- set measures = {
    "placed_order_count": "bigint",
    "fulfilled_order_count": "bigint",
    "cancelled_order_count": "bigint",
    "timed_order_count": "bigint",
    "on_time_order_count": "bigint",
    "ordered_line_count": "bigint",
    "substituted_line_count": "bigint",
    "missing_line_count": "bigint",
    "slot_capacity_order_count": "bigint",
    "slot_booked_order_count": "bigint",
} %}
with

service as (

    select * from {{ ref("fct_drive_service_weekly") }}

),

members as (

    select * from {{ ref("brg_edition_stores") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

-- The week before is that of this week's stores: a store that moved between regions takes its past along.
final as (

    select
        members.edition_code,
        members.iso_week,
        {{ summed_columns("service", measures) }},
        {{ summed_columns("earlier_service", measures, alias_prefix="week_before_") }}
    from members
    inner join weeks on members.iso_week = weeks.iso_week
    left join service
        on
            members.store_id = service.store_id
            and weeks.iso_week = service.iso_week
    left join service as earlier_service
        on
            members.store_id = earlier_service.store_id
            and weeks.week_before_iso_week = earlier_service.iso_week
    where service.store_id is not null or earlier_service.store_id is not null
    group by
        members.edition_code,
        members.iso_week

)

select * from final

-- One row per edition of the report and ISO week with a drive: what it promised and what it kept, in counts.
{%- set measures = [
    "placed_order_count", "fulfilled_order_count", "cancelled_order_count", "timed_order_count", "on_time_order_count",
    "ordered_line_count", "substituted_line_count", "missing_line_count", "slot_capacity_order_count",
    "slot_booked_order_count",
] %}
with

service as (

    select * from {{ ref("fct_drive_service_weekly") }}

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

-- The week before is that of this week's stores: a store that moved between regions takes its past along.
sides as (

    select
        iso_week,
        iso_week as service_iso_week,
        true as is_current
    from weeks
    union all
    select
        iso_week,
        week_before_iso_week as service_iso_week,
        false as is_current
    from weeks

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
    {%- for measure in measures %}
        cast(sum(case when sides.is_current then service.{{ measure }} end) as bigint) as {{ measure }},
        cast(sum(case when not sides.is_current then service.{{ measure }} end) as bigint)
            as week_before_{{ measure }}{{ "," if not loop.last }}
    
{%- endfor %}
    from editions
    inner join sides on editions.iso_week = sides.iso_week
    inner join service
        on
            editions.store_id = service.store_id
            and sides.service_iso_week = service.iso_week
    group by
        editions.edition_code,
        editions.iso_week

)

select * from final

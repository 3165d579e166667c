-- One row per edition and ISO week with a drive: how it served, beside the week before.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

service as (

    select * from {{ ref("fct_edition_drive_service_weekly") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        service.fulfilled_order_count,
        service.cancelled_order_count,
        {{ share_rate("service.on_time_order_count", "service.timed_order_count") }} as on_time_rate,
        {{ share_rate("service.substituted_line_count", "service.ordered_line_count") }} as substitution_rate,
        {{ share_rate("service.missing_line_count", "service.ordered_line_count") }} as missing_line_rate,
        {{ share_rate("service.slot_booked_order_count", "service.slot_capacity_order_count") }} as slot_fill_rate,
        {{ share_rate("service.week_before_on_time_order_count", "service.week_before_timed_order_count") }}
            as week_before_on_time_rate,
        {{ share_rate("service.week_before_substituted_line_count", "service.week_before_ordered_line_count") }}
            as week_before_substitution_rate,
        {{ share_rate("service.week_before_missing_line_count", "service.week_before_ordered_line_count") }}
            as week_before_missing_line_rate,
        {{ share_rate("service.week_before_slot_booked_order_count", "service.week_before_slot_capacity_order_count") }}
            as week_before_slot_fill_rate
    from editions
    inner join service
        on
            editions.edition_code = service.edition_code
            and editions.iso_week = service.iso_week

)

select * from final

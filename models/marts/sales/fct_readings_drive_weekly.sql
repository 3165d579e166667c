-- One row per edition, ISO week and thing to know of its drive: a peak, late orders, short picks.
{%- set usual_week_count = 8 %}
with

service as (

    select * from {{ ref("fct_edition_drive_service_weekly") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

-- What is usual: the mean of the eight weeks before, each of which must be there.
usual as (

    select
        service.edition_code,
        service.iso_week,
        cast(sum(earlier_service.fulfilled_order_count) as bigint) as usual_order_count
    from service
    inner join weeks on service.iso_week = weeks.iso_week
    inner join weeks as earlier_weeks
        on
            weeks.first_date > earlier_weeks.first_date
            and weeks.first_date <= earlier_weeks.first_date + {{ 7 * usual_week_count }}
    inner join service as earlier_service
        on
            service.edition_code = earlier_service.edition_code
            and earlier_weeks.iso_week = earlier_service.iso_week
    group by
        service.edition_code,
        service.iso_week
    having count(earlier_service.fulfilled_order_count) = {{ usual_week_count }}

),

final as (

    select
        service.edition_code,
        service.iso_week,
        {{ reading({
            "statement_code": "'drive_peak'",
            "item_count": "service.fulfilled_order_count",
            "rate": evolution_rate(usual_week_count ~ " * service.fulfilled_order_count", "usual.usual_order_count"),
        }) }}
    from service
    inner join usual
        on
            service.edition_code = usual.edition_code
            and service.iso_week = usual.iso_week
    inner join rules on rules.statement_code = 'drive_peak'
    where
        {{ usual_week_count }} * service.fulfilled_order_count >= rules.threshold * usual.usual_order_count
        and usual.usual_order_count >= {{ usual_week_count }} * rules.minimum
    union all
    select
        service.edition_code,
        service.iso_week,
        {{ reading({
            "statement_code": "'drive_late'",
            "item_count": "service.timed_order_count",
            "rate": ratio_half_up("service.on_time_order_count", "service.timed_order_count", 3),
        }) }}
    from service
    inner join rules on rules.statement_code = 'drive_late'
    where
        service.on_time_order_count < rules.threshold * service.timed_order_count
        and service.timed_order_count >= rules.minimum
    union all
    select
        service.edition_code,
        service.iso_week,
        {{ reading({
            "statement_code": "'drive_missing_lines'",
            "item_count": "service.ordered_line_count",
            "rate": ratio_half_up("service.missing_line_count", "service.ordered_line_count", 3),
        }) }}
    from service
    inner join rules on rules.statement_code = 'drive_missing_lines'
    where
        service.missing_line_count >= rules.threshold * service.ordered_line_count
        and service.ordered_line_count >= rules.minimum

)

select * from final

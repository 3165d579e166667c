-- One row per edition and ISO week with a drive: how it served, beside the week before.
{%- set rates = {
    "on_time_rate": ("on_time_order_count", "timed_order_count"),
    "substitution_rate": ("substituted_line_count", "ordered_line_count"),
    "missing_line_rate": ("missing_line_count", "ordered_line_count"),
    "slot_fill_rate": ("slot_booked_order_count", "slot_capacity_order_count"),
} %}
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
    {%- for prefix in ("", "week_before_") %}
        {%- set last_side = loop.last %}
    {%- for rate, terms in rates.items() %}
        {{ share_rate("service." ~ prefix ~ terms[0], "service." ~ prefix ~ terms[1]) }} as {{ prefix }}{{ rate }}
        {{- "," if not (last_side and loop.last) }}
    {%- endfor %}
    {%- endfor %}
    from editions
    inner join service
        on
            editions.edition_code = service.edition_code
            and editions.iso_week = service.iso_week

)

select * from final

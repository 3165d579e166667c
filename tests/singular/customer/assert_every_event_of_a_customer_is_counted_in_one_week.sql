-- Both totals where the events of all weeks are not all events, or the kinds of a week are not all of its events.
with

events as (

    select count(*) as event_count
    from {{ ref("fct_customer_events") }}

),

weeks as (

    select
        coalesce(sum(event_count), 0) as event_count,
        coalesce(sum(
            {% for event_type in customer_event_types() -%}
                {{ "+ " if not loop.first }}{{ event_type }}_count
            {% endfor -%}
        ), 0) as typed_event_count
    from {{ ref("fct_customer_events_weekly") }}

),

final as (

    select
        events.event_count,
        weeks.event_count as weekly_event_count,
        weeks.typed_event_count
    from events
    cross join weeks
    where
        events.event_count <> weeks.event_count
        or events.event_count <> weeks.typed_event_count

)

select * from final

-- One row per ISO week in which something happened to golden customers: how many were created, merged, split or erased.
with

events as (

    select * from {{ ref("fct_customer_events") }}

),

-- A Monday's run tells what the week before it brought, so the day before the run gives the week.
dated as (

    select
        event_type,
        cast({{ utc_to_local("occurred_at", "'Europe/Paris'") }} as date) - 1 as event_date
    from events

),

final as (

    select
        {{ iso_week_label("event_date") }} as iso_week,
        {% for event_type in customer_event_types() -%}
            cast(sum(case when event_type = '{{ event_type }}' then 1 else 0 end) as bigint) as {{ event_type }}_count,
        {% endfor -%}
        cast(count(*) as bigint) as event_count
    from dated
    group by {{ iso_week_label("event_date") }}

)

select * from final

-- One row per ISO week, for the company: its customers as they stand at the run, and what happened to them in the week.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}
    where edition_type = 'company'

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

sources as (

    select
        cast(sum(record_count) as bigint) as record_count,
        cast(sum(duplicate_record_count) as bigint) as inside_duplicate_count,
        cast(sum(customer_count) as bigint) as application_customer_count
    from {{ ref("fct_customer_sources") }}

),

combinations as (

    select
        cast(sum(customer_count) as bigint) as customer_count,
        cast({{ sum_where("customer_count", "source_system_count > 1") }} as bigint) as shared_customer_count
    from {{ ref("fct_customer_channel_overlap") }}

),

cases as (

    select
        cast(sum(review_count) as bigint) as review_count,
        min(oldest_review_date) as oldest_review_date
    from {{ ref("fct_match_case_yield") }}

),

events as (

    select * from {{ ref("fct_customer_events_weekly") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        sources.record_count,
        combinations.customer_count,
        sources.inside_duplicate_count,
        {{ share_rate("sources.inside_duplicate_count", "sources.record_count") }} as inside_duplicate_rate,
        sources.application_customer_count - combinations.customer_count as across_duplicate_count,
        combinations.shared_customer_count,
        {{ share_rate("combinations.shared_customer_count", "combinations.customer_count") }} as shared_customer_rate,
        {% for event_type in customer_event_types() -%}
            coalesce(events.{{ event_type }}_count, 0) as {{ event_type }}_count,
            coalesce(events_before.{{ event_type }}_count, 0) as week_before_{{ event_type }}_count,
        {% endfor -%}
        cases.review_count,
        cases.oldest_review_date
    from editions
    inner join weeks
        on editions.iso_week = weeks.iso_week
    cross join sources
    cross join combinations
    cross join cases
    left join events
        on editions.iso_week = events.iso_week
    left join events as events_before
        on weeks.week_before_iso_week = events_before.iso_week
    where sources.record_count > 0

)

select * from final

-- One row per source entity and moment by which its contract expected a delivery, since the entity's first one.
with

schedules as (

    select * from {{ ref("delivery_schedules") }}

),

dates as (

    select * from {{ ref("dim_dates") }}

),

-- What came again with known content has come.
deliveries as (

    select
        source_name,
        entity_name,
        delivered_at
    from {{ ref("stg_ledger__deliveries") }}

),

first_deliveries as (

    select
        source_name,
        entity_name,
        min(delivered_at) as first_delivered_at
    from deliveries
    group by source_name, entity_name

),

moments as (

    select
        schedules.source_name,
        schedules.entity_name,
        {{ dbt.dateadd("minute", "schedules.due_minute_of_day", "cast(dates.calendar_date as timestamp)") }}
            as due_at_local
    from schedules
    inner join dates
        on
            coalesce({{ lists("schedules.due_days_of_month", "dates.day_of_month") }}, true)
            and coalesce({{ lists("schedules.due_months", "dates.month_number") }}, true)
            and coalesce({{ lists("schedules.due_weekdays", "dates.iso_weekday") }}, true)

),

utc_moments as (

    select
        source_name,
        entity_name,
        cast({{ local_to_utc("due_at_local", "'Europe/Paris'") }} as timestamp) as due_at
    from moments

),

neighbours as (

    select
        source_name,
        entity_name,
        due_at,
        lag(due_at) over (partition by source_name, entity_name order by due_at asc nulls last) as due_before_at
    from utc_moments

),

-- A delivery answers the moment that it is nearest to: some senders are early, some late.
turns as (

    select
        source_name,
        entity_name,
        due_at,
        {{ dbt.dateadd("second", "cast(-" ~ seconds_between("due_before_at", "due_at") ~ " / 2 as bigint)", "due_at") }}
            as answered_from_at
    from neighbours
    where due_before_at is not null

),

spans as (

    select
        turns.*,
        lead(turns.answered_from_at) over (
            partition by turns.source_name, turns.entity_name
            order by turns.due_at asc nulls last
        ) as answered_until_at
    from turns
    inner join first_deliveries
        on
            turns.source_name = first_deliveries.source_name
            and turns.entity_name = first_deliveries.entity_name
    where turns.due_at >= first_deliveries.first_delivered_at

),

answered as (

    select
        spans.source_name,
        spans.entity_name,
        spans.due_at,
        spans.answered_from_at,
        min(deliveries.delivered_at) as answered_at
    from spans
    left join deliveries
        on
            spans.source_name = deliveries.source_name
            and spans.entity_name = deliveries.entity_name
            and spans.answered_from_at <= deliveries.delivered_at
            and spans.answered_until_at > deliveries.delivered_at
    where spans.due_at <= {{ as_of() }}
    group by
        spans.source_name,
        spans.entity_name,
        spans.due_at,
        spans.answered_from_at

),

final as (

    select
        source_name,
        entity_name,
        due_at,
        answered_from_at,
        answered_at,
        case
            when answered_at is null then 'missing'
            when answered_at > due_at then 'late'
            else 'on_time'
        end as expected_delivery_status,
        {{ hours_between("due_at", "coalesce(answered_at, " ~ as_of() ~ ")") }} as delivery_hours_late
    from answered

)

select * from final

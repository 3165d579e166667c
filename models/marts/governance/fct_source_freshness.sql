-- One row per source entity that has a contract: how fresh it is at the clock of the run.
with

schedules as (

    select * from {{ ref("delivery_schedules") }}

),

report_deliveries as (

    select * from {{ ref("report_deliveries") }}

),

expected as (

    select * from {{ ref("fct_expected_deliveries") }}

),

last_deliveries as (

    select
        source_name,
        entity_name,
        max(delivered_at) as last_delivered_at
    from {{ ref("stg_ledger__deliveries") }}
    group by source_name, entity_name

),

moments as (

    select
        expected.source_name,
        expected.entity_name,
        max(expected.due_at) as expected_by_at,
        min(case when expected.answered_from_at > last_deliveries.last_delivered_at then expected.due_at end)
            as first_missed_at,
        sum(case when expected.answered_from_at > last_deliveries.last_delivered_at then 1 else 0 end)
            as missed_delivery_count
    from expected
    inner join last_deliveries
        on
            expected.source_name = last_deliveries.source_name
            and expected.entity_name = last_deliveries.entity_name
    group by expected.source_name, expected.entity_name

),

aged as (

    select
        schedules.*,
        last_deliveries.last_delivered_at,
        moments.expected_by_at,
        moments.first_missed_at,
        report_deliveries.entity_name is not null as is_needed_by_sales,
        coalesce(moments.missed_delivery_count, 0) as missed_delivery_count,
        {{ dbt.dateadd("hour", "schedules.late_after_hours", "last_deliveries.last_delivered_at") }} as missing_from_at
    from schedules
    left join last_deliveries
        on
            schedules.source_name = last_deliveries.source_name
            and schedules.entity_name = last_deliveries.entity_name
    left join moments
        on
            schedules.source_name = moments.source_name
            and schedules.entity_name = moments.entity_name
    left join report_deliveries
        on
            schedules.source_name = report_deliveries.source_name
            and schedules.entity_name = report_deliveries.entity_name

),

judged as (

    select
        *,
        case
            when last_delivered_at is null then 'never_delivered'
            when missed_delivery_count > 0 and missing_from_at < {{ as_of() }} then 'missing'
            when missed_delivery_count > 0 and is_awaited_each_time then 'late'
            else 'fresh'
        end as freshness_status
    from aged

),

final as (

    select
        source_name,
        entity_name,
        owner_name,
        is_awaited_each_time,
        is_needed_by_sales,
        late_after_hours,
        freshness_status,
        cast(missed_delivery_count as bigint) as missed_delivery_count,
        case
            when freshness_status in ('late', 'missing') then {{ hours_between("first_missed_at", as_of()) }}
        end as source_hours_late,
        cast({{ utc_to_local("last_delivered_at", "'Europe/Paris'") }} as date) as last_delivery_date,
        last_delivered_at,
        expected_by_at,
        first_missed_at
    from judged

)

select * from final

-- One row per Monday among the last ten that were run before this one: what became of it and what its steps took.
with

runs as (

    select * from {{ ref("fct_runs") }}

),

steps as (

    select
        run_id,
        sum(case when step_code = 'ingest' then busy_seconds else 0 end) as ingest_seconds,
        sum(case when step_code = 'build' then busy_seconds else 0 end) as build_seconds,
        sum(case when step_code = 'report' then busy_seconds else 0 end) as report_seconds,
        sum(case when step_code = 'checks' then busy_seconds else 0 end) as checks_seconds
    from {{ ref("fct_run_steps") }}
    group by run_id

),

ranked as (

    select
        *,
        row_number() over (order by run_started_at desc nulls last, run_id asc nulls last) as recency
    from runs

),

final as (

    select
        cast(ranked.recency as bigint) as run_recency,
        ranked.iso_week,
        ranked.run_outcome,
        cast(round(ranked.compute_seconds, 0) as bigint) as compute_seconds,
        cast(round(coalesce(steps.ingest_seconds, 0), 0) as bigint) as ingest_seconds,
        cast(round(coalesce(steps.build_seconds, 0), 0) as bigint) as build_seconds,
        cast(round(coalesce(steps.report_seconds, 0), 0) as bigint) as report_seconds,
        cast(round(coalesce(steps.checks_seconds, 0), 0) as bigint) as checks_seconds,
        ranked.node_count,
        cast({{ utc_to_local("ranked.run_started_at", "'Europe/Paris'") }} as timestamp) as run_started_at_local
    from ranked
    left join steps on ranked.run_id = steps.run_id
    where ranked.recency <= 10

)

select * from final

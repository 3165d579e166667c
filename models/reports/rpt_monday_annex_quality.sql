-- One row per checker and rule: how often it was asked last, and how it ended.
with

results as (

    select * from {{ ref("fct_quality_results") }}

),

runs as (

    select * from {{ ref("fct_runs") }}

),

last_run as (

    select
        run_id,
        row_number() over (order by run_started_at desc nulls last, run_id asc nulls last) as recency
    from runs
    where node_count is not null

),

-- Of dbt the tests of the last build; of gate A the deliveries of the last week, and those that are still held.
recent as (

    select results.*
    from results
    left join last_run
        on
            results.run_id = last_run.run_id
            and last_run.recency = 1
    where
        last_run.run_id is not null
        or results.is_open
        or (
            results.checker_code = 'gate_a'
            and results.delivered_at > {{ dbt.dateadd("day", -8, as_of()) }}
        )

),

final as (

    select
        checker_code,
        checked_table_name,
        rule_name,
        cast(count(*) as bigint) as asked_count,
        cast(sum(case when result_status = 'passed' then 1 else 0 end) as bigint) as passed_count,
        cast(sum(case when result_status = 'warned' then 1 else 0 end) as bigint) as warned_count,
        cast(sum(case when is_open then 1 else 0 end) as bigint) as held_count,
        cast(sum(case when result_status = 'failed' then 1 else 0 end) as bigint) as failed_count,
        cast(sum(case when result_status = 'passed' then 0 else coalesce(failing_count, 0) end) as bigint)
            as failing_count
    from recent
    group by
        checker_code,
        checked_table_name,
        rule_name

)

select * from final

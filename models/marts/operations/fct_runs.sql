-- One row per Monday that was run: what became of it and how long it worked.
with

runs as (

    select * from {{ ref("stg_state__runs") }}

),

steps as (

    select
        run_id,
        sum(step_seconds) as compute_seconds,
        max(case when step_code = 'build' then step_item_count end) as node_count,
        max(case when step_code = 'report' then step_item_count end) as edition_count
    from {{ ref("stg_state__run_steps") }}
    group by run_id

),

-- A Monday may be printed again; what its week cost is what its first publication cost.
ranked as (

    select
        run_id,
        row_number() over (
            partition by iso_week
            order by run_started_at asc nulls last, run_id asc nulls last
        ) as publication_number
    from runs
    where is_successful and iso_week is not null

),

final as (

    select
        runs.run_id,
        runs.target_name,
        runs.iso_week,
        runs.run_outcome,
        runs.is_successful,
        coalesce(ranked.publication_number = 1, false) as is_first_of_week,
        cast(coalesce(steps.compute_seconds, 0) as double) as compute_seconds,
        cast(steps.node_count as bigint) as node_count,
        cast(steps.edition_count as bigint) as edition_count,
        runs.as_of_at,
        runs.run_started_at,
        runs.run_ended_at
    from runs
    left join steps on runs.run_id = steps.run_id
    left join ranked on runs.run_id = ranked.run_id

)

select * from final

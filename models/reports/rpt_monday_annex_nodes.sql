-- One row per dbt node among the ten slowest of the last Monday that went well before this one.
with

runs as (

    select * from {{ ref("fct_runs") }}
    where is_successful

),

nodes as (

    select * from {{ ref("fct_node_runs") }}

),

last_run as (

    select
        run_id,
        row_number() over (order by run_started_at desc nulls last, run_id asc nulls last) as recency
    from runs

),

ranked as (

    select
        nodes.node_id,
        nodes.node_type,
        nodes.node_seconds,
        nodes.node_row_count,
        row_number() over (order by nodes.node_seconds desc nulls last, nodes.node_id asc nulls last) as slowness
    from nodes
    inner join last_run
        on
            nodes.run_id = last_run.run_id
            and last_run.recency = 1

),

final as (

    select
        cast(slowness as bigint) as node_rank,
        node_id,
        node_type,
        cast(round(cast(node_seconds as numeric(18, 3)), 1) as numeric(18, 1)) as node_seconds,
        node_row_count
    from ranked
    where slowness <= 10

)

select * from final

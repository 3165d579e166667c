-- One row per Monday, step and warehouse that the step keeps working.
with

recorded as (

    select * from {{ ref("stg_state__run_steps") }}

),

listed as (

    select * from {{ ref("run_steps") }}

),

node_seconds as (

    select
        run_id,
        warehouse_code,
        sum(node_seconds) as node_seconds
    from {{ ref("fct_node_runs") }}
    group by
        run_id,
        warehouse_code

),

-- Nodes run side by side: their seconds say how a build is shared out, not how long it takes.
shares as (

    select
        run_id,
        warehouse_code,
        node_seconds / sum(node_seconds) over (partition by run_id) as warehouse_share
    from node_seconds
    where node_seconds > 0

),

final as (

    select
        recorded.run_id,
        recorded.step_code,
        coalesce(shares.warehouse_code, listed.warehouse_code) as warehouse_code,
        cast(recorded.step_seconds * coalesce(shares.warehouse_share, 1) as double) as busy_seconds,
        recorded.step_item_count,
        recorded.step_row_count
    from recorded
    inner join listed on recorded.step_code = listed.step_code
    left join shares
        on
            recorded.run_id = shares.run_id
            and recorded.step_code = 'build'

)

select * from final

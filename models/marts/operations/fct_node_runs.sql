-- One row per Monday and dbt node that it ran: how it ended and how long it took.
{{
    config(
        materialized="incremental",
        incremental_strategy="delete+insert",
        unique_key=["run_id", "node_id"],
        on_schema_change="append_new_columns",
        post_hook="delete from {{ this }} where run_id not in (select run_id from {{ ref('fct_runs') }})",
    )
}}
with

runs as (

    select * from {{ ref("fct_runs") }}

),

-- A Monday is written down once and never changes: those that are here already need no second look. What stood later
-- than the run, a past Monday's for instance, is taken out after it, so that a full refresh gives the same rows.
nodes as (

    select *
    from {{ ref("stg_state__run_nodes") }}
    {%- if is_incremental() %}
    where run_id not in (select known.run_id from {{ this }} as known)
    {%- endif %}

),

warehouses as (

    select * from {{ ref("warehouses") }}

),

steps as (

    select * from {{ ref("run_steps") }}
    where step_code = 'build'

),

final as (

    select
        nodes.run_id,
        nodes.node_id,
        nodes.node_type,
        nodes.schema_name,
        nodes.folder_name,
        -- One that is not of the house (an analyst's own, say) has no rate: the build's stands for it.
        coalesce(warehouses.warehouse_code, steps.warehouse_code) as warehouse_code,
        nodes.node_status,
        nodes.node_seconds,
        nodes.node_row_count,
        nodes.query_id,
        nodes.node_started_at
    from nodes
    inner join runs on nodes.run_id = runs.run_id
    cross join steps
    left join warehouses on upper(nodes.warehouse_code) = warehouses.warehouse_code

)

select * from final

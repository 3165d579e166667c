-- One row per Monday and dbt node that it ran: its share of what the build cost.
with

nodes as (

    select * from {{ ref("fct_node_runs") }}

),

attributed as (

    select * from {{ ref("stg_account_usage__attributed_credits") }}

),

build_costs as (

    select
        steps.run_id,
        steps.warehouse_code,
        uses.is_estimated,
        uses.credits * steps.busy_seconds / uses.busy_seconds as credits,
        uses.compute_cost_eur_excl_tax * steps.busy_seconds / uses.busy_seconds as compute_cost_eur_excl_tax
    from {{ ref("fct_run_steps") }} as steps
    inner join {{ ref("fct_warehouse_uses") }} as uses
        on
            steps.run_id = uses.run_id
            and steps.warehouse_code = uses.warehouse_code
    where steps.step_code = 'build'

),

-- What the account attributes to a node weighs; where it attributes nothing to the build, the node's seconds do.
weighed as (

    select
        nodes.run_id,
        nodes.node_id,
        nodes.node_type,
        nodes.folder_name,
        nodes.warehouse_code,
        nodes.node_seconds,
        build_costs.credits,
        build_costs.compute_cost_eur_excl_tax,
        build_costs.is_estimated,
        case
            when build_costs.is_estimated then nodes.node_seconds
            else coalesce(attributed.attributed_credits, 0)
        end as weight
    from nodes
    inner join build_costs
        on
            nodes.run_id = build_costs.run_id
            and nodes.warehouse_code = build_costs.warehouse_code
    left join attributed
        on
            nodes.run_id = attributed.run_id
            and nodes.node_id = attributed.node_id
            and nodes.warehouse_code = attributed.warehouse_code

),

shared as (

    select
        *,
        weight / nullif(sum(weight) over (partition by run_id, warehouse_code), 0) as cost_share
    from weighed

),

final as (

    select
        run_id,
        node_id,
        node_type,
        folder_name,
        warehouse_code,
        node_seconds,
        cast(coalesce(credits * cost_share, 0) as numeric(18, 6)) as credits,
        cast(coalesce(compute_cost_eur_excl_tax * cost_share, 0) as numeric(18, 6)) as compute_cost_eur_excl_tax,
        is_estimated
    from shared

)

select * from final

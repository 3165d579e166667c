-- Each Monday whose models together do not bear what its build cost, but for the rounding of each of them.
with

model_costs as (

    select
        run_id,
        count(*) as node_count,
        sum(compute_cost_eur_excl_tax) as compute_cost_eur_excl_tax
    from {{ ref("fct_model_costs") }}
    group by run_id

),

run_costs as (

    select * from {{ ref("fct_run_costs") }}

),

final as (

    select
        model_costs.run_id,
        model_costs.compute_cost_eur_excl_tax as borne_by_models,
        run_costs.build_cost_eur_excl_tax
    from model_costs
    inner join run_costs on model_costs.run_id = run_costs.run_id
    where
        abs(model_costs.compute_cost_eur_excl_tax - run_costs.build_cost_eur_excl_tax)
        > 0.000001 * (model_costs.node_count + 1)

)

select * from final

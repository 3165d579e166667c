-- One row per Monday: what it cost, in all and by step.
{%- set steps = ["ingest", "build", "publish", "report", "checks"] %}
with

runs as (

    select * from {{ ref("fct_runs") }}

),

steps as (

    select * from {{ ref("fct_run_steps") }}

),

uses as (

    select * from {{ ref("fct_warehouse_uses") }}

),

-- The minimum and the wait of a warehouse are borne by its steps as they used it.
step_costs as (

    select
        steps.run_id,
        steps.step_code,
        uses.compute_cost_eur_excl_tax * steps.busy_seconds / uses.busy_seconds as step_cost
    from steps
    inner join uses
        on
            steps.run_id = uses.run_id
            and steps.warehouse_code = uses.warehouse_code

),

by_step as (

    select
        {%- for step in steps %}
            sum(case when step_code = '{{ step }}' then step_cost else 0 end) as {{ step }}_cost_eur_excl_tax,
        {%- endfor %}
        run_id
    from step_costs
    group by run_id

),

-- The build is nearly all of it: estimated where the build's own credits are.
totals as (

    select
        run_id,
        sum(billed_seconds) as billed_seconds,
        sum(credits) as credits,
        sum(compute_cost_eur_excl_tax) as compute_cost_eur_excl_tax,
        min(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from uses
    group by run_id

),

final as (

    select
        runs.run_id,
        runs.iso_week,
        runs.is_successful,
        runs.is_first_of_week,
        runs.compute_seconds,
        cast(coalesce(totals.billed_seconds, 0) as double) as billed_seconds,
        cast(coalesce(totals.credits, 0) as numeric(18, 6)) as credits,
        cast(coalesce(totals.compute_cost_eur_excl_tax, 0) as numeric(18, 6)) as compute_cost_eur_excl_tax,
        {%- for step in steps %}
            cast(coalesce(by_step.{{ step }}_cost_eur_excl_tax, 0) as numeric(18, 6)) as {{ step }}_cost_eur_excl_tax,
        {%- endfor %}
        cast({{ var("eur_per_credit") }} as numeric(18, 2)) as eur_per_credit,
        coalesce(totals.is_estimated, true) as is_estimated
    from runs
    left join totals on runs.run_id = totals.run_id
    left join by_step on runs.run_id = by_step.run_id

)

select * from final

-- One row per Monday and warehouse that it woke: seconds worked and billed, credits and cost.
with

steps as (

    select * from {{ ref("fct_run_steps") }}

),

attributed as (

    select
        run_id,
        warehouse_code,
        sum(attributed_credits) as attributed_credits
    from {{ ref("stg_account_usage__attributed_credits") }}
    group by
        run_id,
        warehouse_code

),

warehouses as (

    select
        listed.warehouse_code,
        listed.auto_suspend_seconds,
        rates.credits_per_hour
    from {{ ref("warehouses") }} as listed
    inner join {{ ref("warehouse_rates") }} as rates
        on
            listed.size_code = rates.size_code
            and listed.generation = rates.generation

),

-- The steps that share a warehouse follow one another: it is woken once.
uses as (

    select
        steps.run_id,
        steps.warehouse_code,
        warehouses.credits_per_hour,
        warehouses.auto_suspend_seconds,
        sum(steps.busy_seconds) as busy_seconds
    from steps
    inner join warehouses on steps.warehouse_code = warehouses.warehouse_code
    group by
        steps.run_id,
        steps.warehouse_code,
        warehouses.credits_per_hour,
        warehouses.auto_suspend_seconds

),

billed as (

    select
        uses.run_id,
        uses.warehouse_code,
        uses.credits_per_hour,
        uses.busy_seconds,
        {{ billed_seconds("uses.busy_seconds", "uses.auto_suspend_seconds") }} as billed_seconds,
        attributed.attributed_credits
    from uses
    left join attributed
        on
            uses.run_id = attributed.run_id
            and uses.warehouse_code = attributed.warehouse_code
    where uses.busy_seconds > 0

),

-- The account attributes what queries used; the minimum and the wait before the warehouse suspends come on top.
priced as (

    select
        *,
        coalesce(attributed_credits, busy_seconds * credits_per_hour / 3600.0)
        + (billed_seconds - busy_seconds) * credits_per_hour / 3600.0 as credits
    from billed

),

final as (

    select
        run_id,
        warehouse_code,
        cast(busy_seconds as double) as busy_seconds,
        cast(billed_seconds as double) as billed_seconds,
        cast(credits_per_hour as numeric(18, 2)) as credits_per_hour,
        cast(credits as numeric(18, 6)) as credits,
        cast(credits * {{ var("eur_per_credit") }} as numeric(18, 6)) as compute_cost_eur_excl_tax,
        attributed_credits is null as is_estimated
    from priced

)

select * from final

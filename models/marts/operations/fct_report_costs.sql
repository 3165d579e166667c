-- One row per reported ISO week: what its Monday cost when it was first published, and each edition of it.
with

costs as (

    select * from {{ ref("fct_run_costs") }}
    where is_first_of_week

),

runs as (

    select * from {{ ref("fct_runs") }}

),

final as (

    select
        costs.iso_week,
        {{ iso_week_monday("costs.iso_week") }} as first_date,
        costs.run_id,
        runs.edition_count,
        costs.compute_seconds,
        costs.credits,
        costs.compute_cost_eur_excl_tax,
        cast(costs.compute_cost_eur_excl_tax / nullif(runs.edition_count, 0) as numeric(18, 6))
            as cost_per_edition_eur_excl_tax,
        costs.is_estimated
    from costs
    inner join runs on costs.run_id = runs.run_id

)

select * from final

-- One row per ISO week: what the Monday before it cost, as its report prints it.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

costs as (

    select * from {{ ref("fct_report_costs") }}

),

-- A Monday cannot print its own cost: it is not over, and the account's usage comes hours later.
previous as (

    select
        weeks.iso_week,
        max(costs.iso_week) as cost_iso_week
    from weeks
    left join costs on weeks.iso_week > costs.iso_week
    group by weeks.iso_week

),

final as (

    select
        previous.iso_week,
        previous.cost_iso_week,
        cast(costs.compute_cost_eur_excl_tax as numeric(18, 2)) as compute_cost_eur_excl_tax,
        cast(round(costs.compute_seconds, 0) as bigint) as compute_seconds,
        costs.is_estimated,
        case when costs.iso_week is null then 'first_measured_monday' end as reason_code
    from previous
    left join costs on previous.cost_iso_week = costs.iso_week

)

select * from final

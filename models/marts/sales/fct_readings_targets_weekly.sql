-- One row per edition and ISO week that missed or beat its target by more than the rule allows.
with

targets as (

    select * from {{ ref("fct_edition_targets_weekly") }}
    where
        channel_code = '(all)'
        and target_eur_excl_tax > 0
        and sales_eur_excl_tax is not null

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

stated as (

    select
        targets.*,
        case when sales_eur_excl_tax < target_eur_excl_tax then 'target_missed' else 'target_beaten' end
            as statement_code
    from targets

),

-- A week that is not over has not missed its target yet.
final as (

    select
        stated.edition_code,
        stated.iso_week,
        {{ reading({
            "statement_code": "stated.statement_code",
            "amount_eur": "abs(stated.sales_eur_excl_tax - stated.target_eur_excl_tax)",
            "rate": ratio_half_up("stated.sales_eur_excl_tax", "stated.target_eur_excl_tax", 3),
        }) }}
    from stated
    inner join weeks on stated.iso_week = weeks.iso_week
    inner join rules on stated.statement_code = rules.statement_code
    where
        not weeks.is_partial
        and abs(stated.sales_eur_excl_tax - stated.target_eur_excl_tax) >= rules.threshold * stated.target_eur_excl_tax

)

select * from final

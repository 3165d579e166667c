-- One row per edition, ISO week and store or department that gained or lost enough euros to be talked about.
with

movers as (

    select * from {{ ref("fct_edition_movers_weekly") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

moves as (

    select
        *,
        kind || case when contribution_eur_incl_tax > 0 then '_gain' else '_loss' end as statement_code
    from movers
    where contribution_eur_incl_tax <> 0

),

-- The largest on each side.
final as (

    select
        moves.edition_code,
        moves.iso_week,
        {{ reading({
            "statement_code": "moves.statement_code",
            "subject_fr": "moves.subject",
            "subject_en": "moves.subject",
            "amount_eur": "abs(moves.contribution_eur_incl_tax)",
            "rate": ratio_half_up(
                "abs(moves.contribution_eur_incl_tax)", "moves.compared_sales_eur_incl_tax", 3
            ),
        }) }}
    from moves
    inner join rules on moves.statement_code = rules.statement_code
    where
        abs(moves.contribution_eur_incl_tax) >= rules.threshold * moves.edition_compared_sales_eur_incl_tax
    qualify
        row_number() over (
            partition by moves.edition_code, moves.iso_week, moves.statement_code
            order by abs(moves.contribution_eur_incl_tax) desc nulls last, moves.code asc
        ) = 1

)

select * from final

-- One row per edition, ISO week and cause that stands out in the evolution against the prior year.
with

editions as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where
        comparison_code = 'prior_year'
        and reason_code is null

),

evolutions as (

    select * from {{ ref("fct_edition_evolution_weekly") }}
    where compared_sales_eur_incl_tax > 0

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

effects as (
    {{ evolution_effects("evolutions") }}
),

-- The calendar is nobody's doing: it is said on its own, and the others are weighed without it.
weighed as (

    select
        effects.*,
        case effects.effect
            when 'calendar'
                then 'calendar_' || case when effects.effect_eur_incl_tax > 0 then 'helped' else 'hurt' end
            else effects.effect || case when effects.effect_eur_incl_tax > 0 then '_up' else '_down' end
        end as statement_code,
        sum(case when effects.effect <> 'calendar' then abs(effects.effect_eur_incl_tax) end)
            over (partition by effects.edition_code, effects.iso_week) as all_effects_eur_incl_tax
    from effects

),

stated as (

    select weighed.*
    from weighed
    inner join rules on weighed.statement_code = rules.statement_code
    where
        -- The page of one store says why it is not comparable instead (fct_readings_comparability_weekly).
        (weighed.effect <> 'perimeter' or weighed.edition_code not like 'store:%')
        and case weighed.effect
            when 'calendar' then abs(effect_eur_incl_tax) >= rules.threshold * compared_sales_eur_incl_tax
            else
                abs(effect_eur_incl_tax) >= rules.threshold * all_effects_eur_incl_tax
                and abs(effect_eur_incl_tax) >= rules.minimum * compared_sales_eur_incl_tax
                and effect_eur_incl_tax * change_eur_incl_tax > 0
        end

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        {{ reading({
            "statement_code": "stated.statement_code",
            "amount_eur": "abs(stated.effect_eur_incl_tax)",
            "rate": ratio_half_up(
                "abs(stated.effect_eur_incl_tax)", "stated.compared_sales_eur_incl_tax", 3
            ),
        }) }}
    from editions
    inner join stated
        on
            editions.edition_code = stated.edition_code
            and editions.iso_week = stated.iso_week

)

select * from final

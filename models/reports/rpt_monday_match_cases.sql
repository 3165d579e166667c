-- One row per case of the matching, and per way in which people decide, as it stands at the run.
with

cases as (

    select * from {{ ref("fct_match_case_yield") }}

),

-- What a case is there for: links, refusals or questions.
counted as (

    select
        *,
        case case_decision
            when 'merge' then link_count
            when 'refuse' then refusal_count
            else review_count
        end as outcome_count
    from cases

),

totals as (

    select
        case_decision,
        sum(outcome_count) as outcome_total
    from counted
    group by case_decision

),

final as (

    select
        counted.case_code,
        counted.priority,
        counted.case_decision,
        counted.case_name_fr,
        counted.case_name_en,
        counted.pair_count,
        counted.outcome_count,
        {{ share_rate("counted.outcome_count", "totals.outcome_total") }} as outcome_rate,
        counted.oldest_review_date
    from counted
    inner join totals
        on counted.case_decision = totals.case_decision

)

select * from final

-- Each case that linked, refused or left open more pairs than it met, or did what another decision is there for.
with

yields as (

    select * from {{ ref("fct_match_case_yield") }}

),

final as (

    select
        case_code,
        case_decision,
        pair_count,
        link_count,
        refusal_count,
        review_count
    from yields
    where
        link_count + refusal_count + review_count > pair_count
        or (case_decision <> 'merge' and link_count > 0)
        or (case_decision <> 'refuse' and refusal_count > 0)
        or (case_decision <> 'review' and review_count > 0)

)

select * from final

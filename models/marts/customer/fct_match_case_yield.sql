-- One row per case of the matching, and per way in which people decide: the pairs that it met and what came of them.
with

cases as (

    select * from {{ ref("customer_match_cases") }}

),

people_cases as (

    select * from {{ ref("customer_people_cases") }}

),

outcomes as (

    select * from {{ ref("int_customer__case_outcomes") }}

),

all_cases as (

    {% for relation in ("cases", "people_cases") -%}
        select
            case_code,
            priority,
            decision as case_decision,
            name_fr as case_name_fr,
            name_en as case_name_en,
            reason_fr as case_reason_fr,
            reason_en as case_reason_en
        from {{ relation }}
        {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        all_cases.*,
        coalesce(outcomes.pair_count, 0) as pair_count,
        coalesce(outcomes.link_count, 0) as link_count,
        coalesce(outcomes.refusal_count, 0) as refusal_count,
        coalesce(outcomes.review_count, 0) as review_count,
        outcomes.oldest_review_date
    from all_cases
    left join outcomes
        on all_cases.case_code = outcomes.case_code

)

select * from final

-- One row per case and decision of a person: its names and reasons, how strong it is, and what it says of a newcomer.
with

match_cases as (

    select * from {{ ref("customer_match_cases") }}

),

people_cases as (

    select * from {{ ref("customer_people_cases") }}

),

final as (

    select
        case_code,
        decision,
        cast(strength as bigint) as strength,
        case
            when decision = 'refuse' then null
            when decision = 'merge' and strength >= {{ var("lookup_certain_strength") }} then 'certain'
            when decision = 'merge' and strength >= {{ var("lookup_likely_strength") }} then 'likely'
            else 'possible'
        end as confidence,
        false as is_person,
        name_en,
        name_fr,
        reason_en,
        reason_fr
    from match_cases
    union all
    select
        case_code,
        decision,
        cast({{ var("people_decision_strength") }} as bigint) as strength,
        cast(null as varchar) as confidence,
        true as is_person,
        name_en,
        name_fr,
        reason_en,
        reason_fr
    from people_cases

)

select * from final

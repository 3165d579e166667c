-- One row per pair of records that a person forced together or apart: it is above every case.
with

match_decisions as (

    select * from {{ ref("stg_privacy__match_decisions") }}

),

evidence as (

    select * from {{ ref("int_customer__evidence") }}

),

numbered as (

    select
        left_evidence.record_number as first_number,
        right_evidence.record_number as second_number,
        match_decisions.decision as given_decision
    from match_decisions
    inner join evidence as left_evidence
        on match_decisions.left_record_id = left_evidence.record_id
    inner join evidence as right_evidence
        on match_decisions.right_record_id = right_evidence.record_id
    where left_evidence.record_number <> right_evidence.record_number

),

final as (

    select
        case when first_number < second_number then first_number else second_number end as left_number,
        case when first_number < second_number then second_number else first_number end as right_number,
        case when given_decision = 'same_person' then 'P01' else 'P02' end as case_code,
        case when given_decision = 'same_person' then 'merge' else 'refuse' end as decision,
        cast({{ var("people_decision_strength") }} as bigint) as strength
    from numbered

)

select * from final

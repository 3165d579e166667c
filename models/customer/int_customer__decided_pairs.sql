-- One row per pair of records that a case, or a person, decides.
with

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_vectors") }}

),

people_decisions as (

    select * from {{ ref("int_customer__people_decisions") }}

),

by_case as (

    select
        compared.left_number,
        compared.right_number,
        decided_vectors.case_code,
        decided_vectors.decision,
        decided_vectors.strength
    from compared
    inner join decided_vectors
        on compared.vector = decided_vectors.vector
    left join people_decisions
        on
            compared.left_number = people_decisions.left_number
            and compared.right_number = people_decisions.right_number
    where people_decisions.left_number is null

),

final as (

    select * from by_case
    union all
    select
        left_number,
        right_number,
        case_code,
        decision,
        strength
    from people_decisions

)

select * from final

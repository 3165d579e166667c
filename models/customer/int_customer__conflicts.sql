-- One row per pair of records that a case or a person refuses: no customer may hold both.
with

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}

),

unseen_pairs as (

    select * from {{ ref("int_customer__unseen_pairs") }}

),

decided_unseen_vectors as (

    select * from {{ ref("int_customer__decided_unseen_vectors") }}

),

final as (

    select
        left_number,
        right_number,
        case_code,
        strength
    from decided_pairs
    where decision = 'refuse'
    union all
    select
        unseen_pairs.left_number,
        unseen_pairs.right_number,
        decided_unseen_vectors.case_code,
        decided_unseen_vectors.strength
    from unseen_pairs
    inner join decided_unseen_vectors
        on unseen_pairs.vector = decided_unseen_vectors.vector
    where decided_unseen_vectors.decision = 'refuse'

)

select * from final

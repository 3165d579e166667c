-- One row per pair of records that a case leaves to people, while the two are different customers.
with

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}
    where decision = 'review'

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

final as (

    select
        decided_pairs.left_number,
        decided_pairs.right_number,
        left_side.record_id as left_record_id,
        right_side.record_id as right_record_id,
        decided_pairs.case_code,
        decided_pairs.strength
    from decided_pairs
    inner join clusters as left_side
        on decided_pairs.left_number = left_side.record_number
    inner join clusters as right_side
        on
            decided_pairs.right_number = right_side.record_number
            and left_side.cluster_number <> right_side.cluster_number

)

select * from final

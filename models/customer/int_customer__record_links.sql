-- One row per pair of records that a case or a person merges, and that no stronger or equal link of theirs contradicts.
with

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}
    where decision in ('merge', 'review')

),

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

components as (

    select * from {{ ref("int_customer__suspected_components") }}

),

{{ untorn_links("decided_pairs", "conflicts", "components") }},

final as (

    select
        decided_pairs.left_number,
        decided_pairs.right_number,
        decided_pairs.case_code,
        decided_pairs.strength
    from decided_pairs
    left join torn
        on
            decided_pairs.left_number = torn.left_number
            and decided_pairs.right_number = torn.right_number
    where
        decided_pairs.decision = 'merge'
        and torn.left_number is null

)

select * from final

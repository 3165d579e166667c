-- One row per case, or person's decision, that met a pair: how many it met and refused.
with

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}
    where decision <> 'refuse'

),

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

decided_entity_vectors as (

    select * from {{ ref("int_customer__decided_entity_vectors") }}

),

grown_pairs as (

    select * from {{ ref("int_customer__grown_pairs") }}
    where is_compared_again

),

decided_grown_vectors as (

    select * from {{ ref("int_customer__decided_grown_vectors") }}

),

-- Refusals come from the conflicts, which hold those of pairs that shared no key too.
met as (

    select
        case_code,
        decision
    from decided_pairs
    union all
    select
        case_code,
        'refuse' as decision
    from conflicts
    union all
    select
        decided_entity_vectors.case_code,
        decided_entity_vectors.decision
    from entity_pairs
    inner join decided_entity_vectors
        on entity_pairs.vector = decided_entity_vectors.vector
    union all
    select
        decided_grown_vectors.case_code,
        decided_grown_vectors.decision
    from grown_pairs
    inner join decided_grown_vectors
        on grown_pairs.vector = decided_grown_vectors.vector

),

final as (

    select
        case_code,
        cast(count(*) as bigint) as pair_count,
        cast(sum(case when decision = 'refuse' then 1 else 0 end) as bigint) as refusal_count
    from met
    group by case_code

)

select * from final

-- One row per case, or person's decision, that met a pair: how many it met, refused, linked and left to people.
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

edges as (

    select * from {{ ref("int_customer__edges") }}

),

reviews as (

    select * from {{ ref("int_customer__reviews") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

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

meetings as (

    select
        case_code,
        cast(count(*) as bigint) as pair_count,
        cast(sum(case when decision = 'refuse' then 1 else 0 end) as bigint) as refusal_count
    from met
    group by case_code

),

links as (

    select
        case_code,
        cast(count(*) as bigint) as link_count
    from edges
    group by case_code

),

changes as (

    select
        record_number,
        cast({{ utc_to_local("coalesce(updated_at, created_at)", "'Europe/Paris'") }} as date) as changed_date
    from identities

),

-- A doubt is no older than the later of its two records, as they stand.
doubts as (

    select
        reviews.case_code,
        cast(count(*) as bigint) as review_count,
        min(
            case
                when left_side.changed_date > right_side.changed_date then left_side.changed_date
                else coalesce(right_side.changed_date, left_side.changed_date)
            end
        ) as oldest_review_date
    from reviews
    inner join changes as left_side
        on reviews.left_number = left_side.record_number
    inner join changes as right_side
        on reviews.right_number = right_side.record_number
    group by reviews.case_code

),

final as (

    select
        meetings.case_code,
        meetings.pair_count,
        meetings.refusal_count,
        coalesce(links.link_count, 0) as link_count,
        coalesce(doubts.review_count, 0) as review_count,
        doubts.oldest_review_date
    from meetings
    left join links
        on meetings.case_code = links.case_code
    left join doubts
        on meetings.case_code = doubts.case_code

)

select * from final

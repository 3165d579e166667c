-- One row per two clusters that a case merges, where that is the only or the uncontradicted thing to do.
with

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_entity_vectors") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

choices as (

    select * from {{ ref("int_customer__entity_choices") }}

),

sizes as (

    select
        cluster_number,
        count(*) as record_count
    from clusters
    group by cluster_number

),

merging as (

    select
        entity_pairs.left_cluster,
        entity_pairs.right_cluster,
        entity_pairs.left_number,
        entity_pairs.right_number,
        decided_vectors.case_code,
        decided_vectors.strength,
        decided_vectors.partners
    from entity_pairs
    inner join decided_vectors
        on entity_pairs.vector = decided_vectors.vector
    where decided_vectors.decision = 'merge'

),

-- Of two clusters the smaller one is the one that must have no choice.
final as (

    select
        merging.left_cluster,
        merging.right_cluster,
        merging.left_number,
        merging.right_number,
        merging.case_code,
        merging.strength
    from merging
    inner join sizes as left_size
        on merging.left_cluster = left_size.cluster_number
    inner join sizes as right_size
        on merging.right_cluster = right_size.cluster_number
    inner join choices as left_choice
        on
            merging.left_cluster = left_choice.cluster_number
            and merging.strength = left_choice.strength
    inner join choices as right_choice
        on
            merging.right_cluster = right_choice.cluster_number
            and merging.strength = right_choice.strength
    where
        merging.partners = 'any'
        or (merging.partners = 'undisputed' and not left_choice.is_disputed and not right_choice.is_disputed)
        or (
            merging.partners = 'only'
            and (left_size.record_count > right_size.record_count or left_choice.has_only_partner)
            and (right_size.record_count > left_size.record_count or right_choice.has_only_partner)
        )

)

select * from final

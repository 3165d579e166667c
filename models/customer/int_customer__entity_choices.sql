-- One row per cluster and strength at which cases merge it with others, with the choice that it has among them.
with

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_entity_vectors") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

merging as (

    select
        entity_pairs.left_cluster,
        entity_pairs.right_cluster,
        decided_vectors.strength
    from entity_pairs
    inner join decided_vectors
        on entity_pairs.vector = decided_vectors.vector
    where decided_vectors.decision = 'merge'

),

sides as (

    select
        left_cluster as cluster_number,
        right_cluster as partner_number,
        strength
    from merging
    union all
    select
        right_cluster as cluster_number,
        left_cluster as partner_number,
        strength
    from merging

),

-- Two partners, equally good, that cannot be one person: twins, for a record that could be either's.
disputed as (

    select distinct
        one.cluster_number,
        one.strength
    from sides as one
    inner join sides as other
        on
            one.cluster_number = other.cluster_number
            and one.strength = other.strength
            and one.partner_number < other.partner_number
    inner join conflicts
        on
            one.partner_number = conflicts.left_number
            and other.partner_number = conflicts.right_number

),

counted as (

    select
        cluster_number,
        strength,
        count(*) as partner_count,
        max(strength) over (partition by cluster_number) as best_strength
    from sides
    group by cluster_number, strength

),

final as (

    select
        counted.cluster_number,
        counted.strength,
        counted.partner_count = 1 and counted.strength = counted.best_strength as has_only_partner,
        disputed.cluster_number is not null as is_disputed
    from counted
    left join disputed
        on
            counted.cluster_number = disputed.cluster_number
            and counted.strength = disputed.strength

)

select * from final

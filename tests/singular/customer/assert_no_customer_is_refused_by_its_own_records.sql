-- Each cluster in which a person refused a pair, or more than the tolerated share of the pairs refuse each other.
with

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

sizes as (

    select
        cluster_number,
        count(*) as record_count
    from clusters
    group by cluster_number

),

refused as (

    select
        left_side.cluster_number,
        count(*) as refused_pair_count,
        max(conflicts.strength) as strength
    from conflicts
    inner join clusters as left_side
        on conflicts.left_number = left_side.record_number
    inner join clusters as right_side
        on
            conflicts.right_number = right_side.record_number
            and left_side.cluster_number = right_side.cluster_number
    group by left_side.cluster_number

),

final as (

    select
        refused.cluster_number,
        refused.refused_pair_count,
        sizes.record_count
    from refused
    inner join sizes
        on refused.cluster_number = sizes.cluster_number
    where
        refused.strength >= {{ var("people_decision_strength") }}
        or refused.refused_pair_count
        > 0.5 * {{ var("refused_pair_share") }} * sizes.record_count * (sizes.record_count - 1)

)

select * from final

-- One row per two clusters that no case joins: too many of their pairs of records refuse each other or were torn apart.
with

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}
    where decision = 'merge'

),

record_links as (

    select * from {{ ref("int_customer__record_links") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

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
        left_number,
        right_number,
        case when strength >= {{ var("people_decision_strength") }} then 1 else 0 end as is_decided_by_people
    from conflicts
    union all
    select
        decided_pairs.left_number,
        decided_pairs.right_number,
        0 as is_decided_by_people
    from decided_pairs
    left join record_links
        on
            decided_pairs.left_number = record_links.left_number
            and decided_pairs.right_number = record_links.right_number
    where record_links.left_number is null

),

refused_clusters as (

    select
        case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end
            as left_number,
        case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end
            as right_number,
        count(*) as refused_pair_count,
        max(refused.is_decided_by_people) as is_decided_by_people
    from refused
    inner join clusters as one
        on refused.left_number = one.record_number
    inner join clusters as other
        on refused.right_number = other.record_number
    where one.cluster_number <> other.cluster_number
    group by
        case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end,
        case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end

),

-- One odd record among ten good ones is no other person; what a person refused once is refused.
final as (

    select
        refused_clusters.left_number,
        refused_clusters.right_number
    from refused_clusters
    inner join sizes as left_size
        on refused_clusters.left_number = left_size.cluster_number
    inner join sizes as right_size
        on refused_clusters.right_number = right_size.cluster_number
    where
        refused_clusters.is_decided_by_people = 1
        or refused_clusters.refused_pair_count
        > {{ var("refused_pair_share") }} * left_size.record_count * right_size.record_count

)

select * from final

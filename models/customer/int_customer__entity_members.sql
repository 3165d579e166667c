-- One row per two records of two clusters that may be one person.
with

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

sizes as (

    select
        cluster_number,
        count(*) as record_count
    from clusters
    group by cluster_number

),

met as (

    select distinct
        case when one.cluster_number < other.cluster_number then one.cluster_number else other.cluster_number end
            as left_cluster,
        case when one.cluster_number < other.cluster_number then other.cluster_number else one.cluster_number end
            as right_cluster
    from compared
    inner join clusters as one
        on compared.left_number = one.record_number
    inner join clusters as other
        on compared.right_number = other.record_number
    where
        left(compared.vector, 1) <> 'D'
        and one.cluster_number <> other.cluster_number

),

possible as (

    select
        met.left_cluster,
        met.right_cluster
    from met
    inner join sizes as left_size
        on met.left_cluster = left_size.cluster_number
    inner join sizes as right_size
        on met.right_cluster = right_size.cluster_number
    left join conflicts
        on
            met.left_cluster = conflicts.left_number
            and met.right_cluster = conflicts.right_number
    where
        conflicts.left_number is null
        and left_size.record_count * right_size.record_count <= 15 * {{ var("largest_customer_cluster") }}

),

final as (

    select
        possible.left_cluster,
        possible.right_cluster,
        left_member.record_number as left_number,
        right_member.record_number as right_number
    from possible
    inner join clusters as left_member
        on possible.left_cluster = left_member.cluster_number
    inner join clusters as right_member
        on possible.right_cluster = right_member.cluster_number

)

select * from final

-- One row per two clusters that may be one person.
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

evidence as (

    select * from {{ ref("int_customer__evidence") }}

),

-- 52 bits of each: the sum over the largest cluster is a whole number of 64.
fingerprints as (

    select
        clusters.cluster_number,
        cast(sum(mod(evidence.fingerprint, 4503599627370496)) as bigint) as fingerprint
    from clusters
    inner join evidence
        on clusters.record_number = evidence.record_number
    group by clusters.cluster_number

),

possible as (

    {{ possible_pairs("compared", "clusters", "conflicts") | indent(4) }}

),

final as (

    select
        possible.left_cluster,
        possible.right_cluster,
        left_side.fingerprint + right_side.fingerprint as fingerprint
    from possible
    inner join fingerprints as left_side
        on possible.left_cluster = left_side.cluster_number
    inner join fingerprints as right_side
        on possible.right_cluster = right_side.cluster_number

)

select * from final

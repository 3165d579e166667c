-- One row per record of a customer in an application, with the cluster of records that are one person.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

record_clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

entity_clusters as (

    select * from {{ ref("int_customer__entity_clusters") }}

),

joined as (

    select
        identities.record_number,
        identities.record_id,
        coalesce(entity_clusters.component, record_clusters.cluster_number) as joined_cluster
    from identities
    inner join record_clusters
        on identities.record_number = record_clusters.record_number
    left join entity_clusters
        on record_clusters.cluster_number = entity_clusters.node

),

final as (

    select
        record_number,
        record_id,
        min(record_number) over (partition by joined_cluster) as cluster_number
    from joined

)

select * from final

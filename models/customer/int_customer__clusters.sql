-- One row per record of a customer in an application, with the cluster of records that are one person.
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

grown_clusters as (

    select * from {{ ref("int_customer__grown_clusters") }}

),

joins as (

    select * from {{ ref("int_customer__grown_joins") }}

),

joined as (

    select
        identities.record_number,
        identities.record_id,
        coalesce(joins.component, grown_clusters.cluster_number) as joined_cluster
    from identities
    inner join grown_clusters
        on identities.record_number = grown_clusters.record_number
    left join joins
        on grown_clusters.cluster_number = joins.node

),

final as (

    select
        record_number,
        record_id,
        min(record_number) over (partition by joined_cluster) as cluster_number
    from joined

)

select * from final

-- One row per record, with its cluster once clusters have been compared with each other.
with

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

joins as (

    select * from {{ ref("int_customer__entity_clusters") }}

),

final as (

    select
        clusters.record_number,
        coalesce(joins.component, clusters.cluster_number) as cluster_number,
        joins.node is not null as is_grown
    from clusters
    left join joins
        on clusters.cluster_number = joins.node

)

select * from final

-- One row per record, with the cluster that links between records make.
with

evidence as (

    select * from {{ ref("int_customer__evidence") }}

),

components as (

    select * from {{ ref("int_customer__linked_components") }}

),

contested_clusters as (

    select * from {{ ref("int_customer__contested_clusters") }}

),

final as (

    select
        evidence.record_number,
        coalesce(contested_clusters.component, components.component, evidence.record_number) as cluster_number
    from evidence
    left join components
        on evidence.record_number = components.node
    left join contested_clusters
        on evidence.record_number = contested_clusters.node

)

select * from final

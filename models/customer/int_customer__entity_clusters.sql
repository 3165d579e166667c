-- One row per cluster that joins another, with the cluster that they become: strongest links first, no conflict inside.
{{ config(materialized="constrained_clusters") }}
with

entity_links as (

    select * from {{ ref("int_customer__entity_links") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

linked as (

    select left_cluster as cluster_number
    from entity_links
    union
    select right_cluster as cluster_number
    from entity_links

),

final as (

    select
        left_cluster as left_node,
        right_cluster as right_node,
        strength,
        false as is_forbidden
    from entity_links
    union all
    select
        conflicts.left_number as left_node,
        conflicts.right_number as right_node,
        cast(0 as bigint) as strength,
        true as is_forbidden
    from conflicts
    inner join linked as left_linked
        on conflicts.left_number = left_linked.cluster_number
    inner join linked as right_linked
        on conflicts.right_number = right_linked.cluster_number

)

select * from final

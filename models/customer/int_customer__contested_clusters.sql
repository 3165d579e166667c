-- One row per record of a group that holds a conflict, with its cluster: the strongest links first, no conflict inside.
{{ config(materialized="constrained_clusters") }}
with

record_links as (

    select * from {{ ref("int_customer__record_links") }}

),

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

components as (

    select * from {{ ref("int_customer__linked_components") }}

),

inner_conflicts as (

    select
        conflicts.left_number,
        conflicts.right_number,
        left_component.component
    from conflicts
    inner join components as left_component
        on conflicts.left_number = left_component.node
    inner join components as right_component
        on
            conflicts.right_number = right_component.node
            and left_component.component = right_component.component

),

contested as (

    select distinct component
    from inner_conflicts

),

final as (

    select
        record_links.left_number as left_node,
        record_links.right_number as right_node,
        record_links.strength,
        false as is_forbidden
    from record_links
    inner join components
        on record_links.left_number = components.node
    inner join contested
        on components.component = contested.component
    union all
    select
        left_number as left_node,
        right_number as right_node,
        cast(0 as bigint) as strength,
        true as is_forbidden
    from inner_conflicts

)

select * from final

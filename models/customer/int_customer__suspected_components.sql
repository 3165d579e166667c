-- One row per record that may be one person with another, with the group of all that may be.
{{ config(materialized="connected_components") }}
with

final as (

    select
        left_number as left_node,
        right_number as right_node
    from {{ ref("int_customer__decided_pairs") }}
    where decision in ('merge', 'review')

)

select * from final

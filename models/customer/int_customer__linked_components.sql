-- One row per record that is linked with another, with the group of all that links join.
{{ config(materialized="connected_components") }}
with

final as (

    select
        left_number as left_node,
        right_number as right_node
    from {{ ref("int_customer__record_links") }}

)

select * from final

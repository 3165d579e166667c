-- One row per cluster that joins another, with the cluster that they become: strongest links first, no conflict inside.
{{ config(materialized="constrained_clusters") }}
with

entity_links as (

    select * from {{ ref("int_customer__entity_links") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

final as (

    {{ constrained_links("entity_links", "conflicts") | indent(4) }}

)

select * from final

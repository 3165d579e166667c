-- One row per cluster that joins another after clusters have grown: strongest links first, no conflict inside.
{{ config(materialized="constrained_clusters") }}
with

entity_links as (

    select * from {{ ref("int_customer__grown_links") }}

),

conflicts as (

    select * from {{ ref("int_customer__grown_conflicts") }}

),

final as (

    {{ constrained_links("entity_links", "conflicts") | indent(4) }}

)

select * from final

-- One row per two clusters that a case merges after clusters have grown.
with

entity_pairs as (

    select * from {{ ref("int_customer__grown_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_grown_vectors") }}

),

clusters as (

    select * from {{ ref("int_customer__grown_clusters") }}

),

choices as (

    select * from {{ ref("int_customer__grown_choices") }}

),

final as (

    {{ cluster_links("entity_pairs", "decided_vectors", "clusters", "choices") | indent(4) }}

)

select * from final

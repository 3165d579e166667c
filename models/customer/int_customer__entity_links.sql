-- One row per two clusters that a case merges, where that is the only or the uncontradicted thing to do.
with

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_entity_vectors") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

choices as (

    select * from {{ ref("int_customer__entity_choices") }}

),

final as (

    {{ cluster_links("entity_pairs", "decided_vectors", "clusters", "choices") | indent(4) }}

)

select * from final

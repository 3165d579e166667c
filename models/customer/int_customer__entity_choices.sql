-- One row per cluster and strength at which cases merge it with others, with the choice that it has among them.
with

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_entity_vectors") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

final as (

    {{ cluster_choices("entity_pairs", "decided_vectors", "conflicts") | indent(4) }}

)

select * from final

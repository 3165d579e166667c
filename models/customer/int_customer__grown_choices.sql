-- One row per cluster and strength at which cases merge it with others, after clusters have grown, with its choice.
with

entity_pairs as (

    select * from {{ ref("int_customer__grown_pairs") }}

),

decided_vectors as (

    select * from {{ ref("int_customer__decided_grown_vectors") }}

),

conflicts as (

    select * from {{ ref("int_customer__grown_conflicts") }}

),

final as (

    {{ cluster_choices("entity_pairs", "decided_vectors", "conflicts") | indent(4) }}

)

select * from final

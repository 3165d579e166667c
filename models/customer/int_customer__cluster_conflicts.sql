-- One row per two clusters that no case joins: too many of their pairs of records refuse each other or were torn apart.
with

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

decided_pairs as (

    select * from {{ ref("int_customer__decided_pairs") }}
    where decision = 'merge'

),

record_links as (

    select * from {{ ref("int_customer__record_links") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

final as (

    {{ refused_clusters("conflicts", "decided_pairs", "record_links", "clusters") | indent(4) }}

)

select * from final

-- One row per two records of two clusters that may be one person.
with

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

conflicts as (

    select * from {{ ref("int_customer__cluster_conflicts") }}

),

final as (

    {{ members_of_possible_pairs("compared", "clusters", "conflicts") | indent(4) }}

)

select * from final

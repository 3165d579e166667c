-- One row per two clusters that may be one person after clusters have grown, with the best that their records agree in.
with

member_pairs as (

    select * from {{ ref("int_customer__grown_members") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

entity_pairs as (

    select * from {{ ref("int_customer__entity_pairs") }}

),

joins as (

    select * from {{ ref("int_customer__entity_clusters") }}

),

compared_again as (

    {{ compared_clusters("member_pairs", "compared", ref("int_customer__evidence")) | indent(4) }}

),

unchanged as (

    select entity_pairs.*
    from entity_pairs
    left join joins as left_join
        on entity_pairs.left_cluster = left_join.node
    left join joins as right_join
        on entity_pairs.right_cluster = right_join.node
    where
        left_join.node is null
        and right_join.node is null

),

final as (

    select
        left_cluster,
        right_cluster,
        vector,
        left_number,
        right_number,
        true as is_compared_again
    from compared_again
    union all
    select
        left_cluster,
        right_cluster,
        vector,
        left_number,
        right_number,
        false as is_compared_again
    from unchanged

)

select * from final

-- One row per two records of two clusters that may be one person, of which one has grown.
with

compared_pairs as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

clusters as (

    select * from {{ ref("int_customer__grown_clusters") }}

),

conflicts as (

    select * from {{ ref("int_customer__grown_conflicts") }}

),

compared as (

    select compared_pairs.*
    from compared_pairs
    inner join clusters as left_side
        on compared_pairs.left_number = left_side.record_number
    inner join clusters as right_side
        on compared_pairs.right_number = right_side.record_number
    where
        left_side.is_grown
        or right_side.is_grown

),

possible as (

    {{ possible_pairs("compared", "clusters", "conflicts") | indent(4) }}

),

final as (

    {{ members_of_pairs("possible", "clusters") | indent(4) }}

)

select * from final

-- One row per two clusters that may be one person, with the best that any of their records agree in.
with

member_pairs as (

    select * from {{ ref("int_customer__entity_members") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

-- What was compared as two records is not compared again.
known_vectors as (

    select
        member_pairs.*,
        compared.vector
    from member_pairs
    inner join compared
        on
            {{ smaller_of("member_pairs.left_number", "member_pairs.right_number") }} = compared.left_number
            and {{ larger_of("member_pairs.left_number", "member_pairs.right_number") }} = compared.right_number

),

new_pairs as (

    select member_pairs.*
    from member_pairs
    left join known_vectors
        on
            member_pairs.left_number = known_vectors.left_number
            and member_pairs.right_number = known_vectors.right_number
    where known_vectors.left_number is null

),

new_vectors as (

    {{ compared_records("new_pairs", ref("int_customer__evidence"), ["left_cluster", "right_cluster"]) | indent(4) }}

),

member_vectors as (

    select
        left_cluster,
        right_cluster,
        left_number,
        right_number,
        vector
    from known_vectors
    union all
    select
        left_cluster,
        right_cluster,
        left_number,
        right_number,
        vector
    from new_vectors

),

final as (

    {{ best_vectors("member_vectors") }}

)

select * from final

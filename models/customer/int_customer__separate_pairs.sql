-- One row per pair of compared records that are in two clusters, with the case or the person that says so, if any does.
with

compared as (

    select
        left_number,
        right_number,
        vector
    from {{ ref("int_customer__compared_pairs") }}
    union all
    select
        left_number,
        right_number,
        vector
    from {{ ref("int_customer__unseen_pairs") }}

),

people_decisions as (

    select * from {{ ref("int_customer__people_decisions") }}

),

explained as (

    select * from {{ ref("int_customer__explained_vectors") }}

),

clusters as (

    select * from {{ ref("int_customer__clusters") }}

),

final as (

    select
        compared.left_number,
        compared.right_number,
        left_side.cluster_number as left_cluster,
        right_side.cluster_number as right_cluster,
        compared.vector,
        coalesce(people_decisions.case_code, explained.case_code) as case_code
    from compared
    inner join clusters as left_side
        on compared.left_number = left_side.record_number
    inner join clusters as right_side
        on
            compared.right_number = right_side.record_number
            and left_side.cluster_number <> right_side.cluster_number
    inner join explained
        on compared.vector = explained.vector
    left join people_decisions
        on
            compared.left_number = people_decisions.left_number
            and compared.right_number = people_decisions.right_number

)

select * from final

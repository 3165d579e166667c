-- One row per pair of records of one suspected group that shared no key, with how they compare.
with

components as (

    select * from {{ ref("int_customer__suspected_components") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

-- What a person decided is compared no more, or a case would refuse what was forced.
people_decisions as (

    select * from {{ ref("int_customer__people_decisions") }}

),

groups as (

    select component
    from components
    group by component
    having count(*) between 3 and {{ var("largest_customer_cluster") }}

),

members as (

    select
        components.node,
        components.component
    from components
    inner join groups
        on components.component = groups.component

),

group_pairs as (

    select
        left_side.node as left_number,
        right_side.node as right_number
    from members as left_side
    inner join members as right_side
        on
            left_side.component = right_side.component
            and left_side.node < right_side.node

),

unseen as (

    select group_pairs.*
    from group_pairs
    left join compared
        on
            group_pairs.left_number = compared.left_number
            and group_pairs.right_number = compared.right_number
    left join people_decisions
        on
            group_pairs.left_number = people_decisions.left_number
            and group_pairs.right_number = people_decisions.right_number
    where
        compared.left_number is null
        and people_decisions.left_number is null

),

final as (

    {{ compared_records("unseen", ref("int_customer__evidence")) | indent(4) }}

)

select * from final

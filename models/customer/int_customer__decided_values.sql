-- One row per customer and attribute on which the records disagree: the record whose value survives, and why.
with

contested as (

    select * from {{ ref("int_customer__contested_values") }}

),

orders as (

    select * from {{ ref("int_customer__survivorship_orders") }}

),

winners as (

    select *
    from contested
    where place = 1

),

-- The best record that says something else: where the two begin to differ, the value was decided.
runners_up as (

    select contested.*
    from contested
    inner join winners
        on
            contested.cluster_number = winners.cluster_number
            and contested.attribute = winners.attribute
    where contested.normal_value <> winners.normal_value
    qualify
        row_number() over (
            partition by contested.cluster_number, contested.attribute
            order by contested.place asc nulls last
        ) = 1

),

final as (

    select
        winners.cluster_number,
        winners.attribute,
        winners.record_number,
        {{ deciding_criterion("winners.order_number", "runners_up.order_number", "orders") }} as rule_code
    from winners
    inner join runners_up
        on
            winners.cluster_number = runners_up.cluster_number
            and winners.attribute = runners_up.attribute
    inner join orders
        on winners.attribute = orders.attribute

)

select * from final

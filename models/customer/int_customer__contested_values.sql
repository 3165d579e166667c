-- One row per record and attribute on which the records of its customer disagree, with its place among them.
with

candidates as (

    select * from {{ ref("int_customer__value_candidates") }}

),

orders as (

    select * from {{ ref("int_customer__survivorship_orders") }}

),

contests as (

    select
        cluster_number,
        attribute
    from candidates
    group by
        cluster_number,
        attribute
    having min(normal_value) <> max(normal_value)

),

contested as (

    select
        candidates.*,
        count(*) over (
            partition by candidates.cluster_number, candidates.attribute, candidates.normal_value
        ) as frequency
    from candidates
    inner join contests
        on
            candidates.cluster_number = contests.cluster_number
            and candidates.attribute = contests.attribute

),

scored as (

    select
        contested.cluster_number,
        contested.attribute,
        contested.record_number,
        contested.normal_value,
        cast(
            contested.order_number
            + orders.frequency_weight * case when contested.frequency > 999 then 999 else contested.frequency end
            as bigint
        ) as order_number
    from contested
    inner join orders
        on contested.attribute = orders.attribute

),

final as (

    select
        *,
        cast(
            row_number() over (
                partition by cluster_number, attribute
                order by
                    order_number desc nulls last,
                    normal_value asc nulls last,
                    record_number asc nulls last
            ) as bigint
        ) as place
    from scored

)

select * from final

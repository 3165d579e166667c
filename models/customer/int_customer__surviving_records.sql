-- One row per customer with several records and attribute of which one knows a value: the record whose value survives.
with

candidates as (

    select * from {{ ref("int_customer__value_candidates") }}

),

decided as (

    select * from {{ ref("int_customer__decided_values") }}

),

best_numbers as (

    select
        cluster_number,
        attribute,
        max(order_number) as order_number,
        count(*) as candidate_count
    from candidates
    group by
        cluster_number,
        attribute

),

-- All say the same: the best record gives its spelling.
agreed as (

    select
        candidates.cluster_number,
        candidates.attribute,
        min(candidates.record_number) as record_number,
        case when min(best_numbers.candidate_count) = 1 then 'only_record' else 'agreement' end as rule_code
    from candidates
    inner join best_numbers
        on
            candidates.cluster_number = best_numbers.cluster_number
            and candidates.attribute = best_numbers.attribute
            and candidates.order_number = best_numbers.order_number
    left join decided
        on
            candidates.cluster_number = decided.cluster_number
            and candidates.attribute = decided.attribute
    where decided.cluster_number is null
    group by
        candidates.cluster_number,
        candidates.attribute

),

final as (

    select * from decided
    union all
    select * from agreed

)

select * from final

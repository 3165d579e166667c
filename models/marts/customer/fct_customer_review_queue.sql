-- One row per pair of records that only a person can tell: one customer or two, and what would decide it.
with

reviews as (

    select * from {{ ref("int_customer__reviews") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

explained as (

    select * from {{ ref("int_customer__explained_vectors") }}

),

records as (

    select * from {{ ref("int_customer__customer_records") }}

),

case_texts as (

    select * from {{ ref("int_customer__case_texts") }}

),

final as (

    select
        cast(
            row_number() over (
                order by
                    reviews.strength desc nulls last,
                    left_side.record_count + right_side.record_count desc nulls last,
                    reviews.left_record_id asc nulls last,
                    reviews.right_record_id asc nulls last
            ) as bigint
        ) as queue_number,
        left_side.source_system as left_source_system,
        left_side.source_customer_id as left_source_customer_id,
        left_side.customer_id as left_customer_id,
        right_side.source_system as right_source_system,
        right_side.source_customer_id as right_source_customer_id,
        right_side.customer_id as right_customer_id,
        cast(left_side.record_count + right_side.record_count as bigint) as concerned_record_count,
        reviews.case_code,
        case_texts.name_en,
        case_texts.name_fr,
        case_texts.reason_en,
        case_texts.reason_fr,
        case_texts.strength,
        explained.would_decide_en,
        explained.would_decide_fr
    from reviews
    inner join compared
        on
            reviews.left_number = compared.left_number
            and reviews.right_number = compared.right_number
    inner join explained
        on compared.vector = explained.vector
    inner join records as left_side
        on reviews.left_number = left_side.record_number
    inner join records as right_side
        on reviews.right_number = right_side.record_number
    inner join case_texts
        on reviews.case_code = case_texts.case_code

)

select * from final

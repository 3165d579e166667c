-- One row per pair of compared records that are not one customer: why not.
with

pairs as (

    select * from {{ ref("int_customer__separate_pairs") }}

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

conflicts as (

    select * from {{ ref("int_customer__conflicts") }}

),

named as (

    select
        pairs.*,
        left_side.source_system as left_source_system,
        left_side.source_customer_id as left_source_customer_id,
        left_side.customer_id as left_customer_id,
        right_side.source_system as right_source_system,
        right_side.source_customer_id as right_source_customer_id,
        right_side.customer_id as right_customer_id,
        case_texts.decision,
        coalesce(case_texts.is_person, false) as is_person,
        case_texts.name_en,
        case_texts.name_fr,
        case_texts.reason_en,
        case_texts.reason_fr
    from pairs
    inner join records as left_side
        on pairs.left_number = left_side.record_number
    inner join records as right_side
        on pairs.right_number = right_side.record_number
    left join case_texts
        on pairs.case_code = case_texts.case_code

),

-- A case merges them and yet they are two: other records of the two customers refuse each other.
vetoes as (

    select
        named.left_number,
        named.right_number,
        min(conflicts.case_code) as veto_case_code
    from named
    inner join records as left_member
        on named.left_cluster = left_member.cluster_number
    inner join records as right_member
        on named.right_cluster = right_member.cluster_number
    inner join conflicts
        on
            conflicts.left_number = {{ smaller_of("left_member.record_number", "right_member.record_number") }}
            and conflicts.right_number = {{ larger_of("left_member.record_number", "right_member.record_number") }}
    where named.decision = 'merge'
    group by named.left_number, named.right_number

),

final as (

    select
        named.left_source_system,
        named.left_source_customer_id,
        named.left_customer_id,
        named.right_source_system,
        named.right_source_customer_id,
        named.right_customer_id,
        case
            when named.is_person then 'person'
            when named.decision = 'refuse' then 'refused'
            when named.decision = 'review' then 'review'
            when named.decision = 'merge' then 'contradicted'
            else 'not_enough'
        end as refusal_kind,
        named.case_code,
        named.name_en,
        named.name_fr,
        named.reason_en,
        named.reason_fr,
        vetoes.veto_case_code,
        {% for attribute in vector_attributes() + ["household"] -%}
            explained.{{ attribute }}_level,
        {% endfor -%}
        explained.nearest_case_code,
        explained.missing_evidence,
        explained.would_decide_en,
        explained.would_decide_fr
    from named
    inner join explained
        on named.vector = explained.vector
    left join vetoes
        on
            named.left_number = vetoes.left_number
            and named.right_number = vetoes.right_number

)

select * from final

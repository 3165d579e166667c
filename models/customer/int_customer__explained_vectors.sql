-- One row per way in which two records compare: the case that decides it, and what the nearest merging case still asks.
{%- set attributes = vector_attributes() + ["household"] %}
with

vectors as (

    select vector from {{ ref("int_customer__compared_pairs") }}
    union
    select vector from {{ ref("int_customer__unseen_pairs") }}

),

household_evidence as (

    select * from {{ ref("int_customer__household_evidence") }}

),

cases as (

    select * from {{ ref("customer_match_cases") }}

),

decided_vectors as (

    select
        vector,
        case_code,
        decision
    from {{ ref("int_customer__decided_vectors") }}
    union
    select
        vector,
        case_code,
        decision
    from {{ ref("int_customer__decided_unseen_vectors") }}

),

classed as (

    {{ classed_vectors("vectors", "household_evidence") | indent(4) }}

),

-- Cases of two records alone: what the rest of a customer knows is another question.
gaps as (

    {{ evidence_gaps("classed", "cases") | indent(4) }}

),

nearest as (

    {{ asked_evidence("gaps") | indent(4) }}

),

ways as (

    select
        vector,
        asked_en,
        asked_fr,
        min(case_code) as case_code,
        min(missing_evidence) as missing_evidence
    from nearest
    where gap > 0
    group by vector, asked_en, asked_fr

),

summed as (

    select
        vector,
        min(case_code) as nearest_case_code,
        min_by(missing_evidence, case_code) as missing_evidence,
        {{ dbt.listagg("asked_en", "'; or '", "order by case_code") }} as would_decide_en,
        {{ dbt.listagg("asked_fr", "' ; ou '", "order by case_code") }} as would_decide_fr
    from ways
    group by vector

),

final as (

    select
        classed.vector,
        {% for attribute in attributes -%}
            classed.{{ attribute }}_level,
        {% endfor -%}
        decided_vectors.case_code,
        decided_vectors.decision,
        summed.nearest_case_code,
        summed.missing_evidence,
        summed.would_decide_en,
        summed.would_decide_fr
    from classed
    left join decided_vectors
        on classed.vector = decided_vectors.vector
    left join summed
        on classed.vector = summed.vector

)

select * from final

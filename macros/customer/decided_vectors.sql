{#-
    A select of vectors with their signature, its kind and one column for each level, that of the household among them.
    Nothing but the names to go by: no class, since nothing was shared that could prove or disprove.
    vectors: CTE of vector; household_evidence: relation or CTE of int_customer__household_evidence.
-#}
{% macro classed_vectors(vectors, household_evidence) -%}
    with

    signed as (

        select
            vector,
            {{ household_signature("vector") }} as signature
        from {{ vectors }}

    ),

    kinds as (

        select
            *,
            {{ household_kind("signature") }} as kind
        from signed

    ),

    kind_classes as (

        select distinct
            kind,
            kind_class
        from {{ household_evidence }}

    )

    select
        kinds.vector,
        kinds.signature,
        kinds.kind,
        {{ level_words("kinds.vector") | indent(4) }},
        case
            when substr(kinds.signature, 2, 6) = 'MMMMMM' then 'none'
            when right(kinds.vector, 1) = 'N' then 'not_compared'
            else coalesce(evidence.household_class, kind_classes.kind_class, 'weak')
        end as household_level
    from kinds
    left join {{ household_evidence }} as evidence
        on kinds.signature = evidence.signature
    left join kind_classes
        on kinds.kind = kind_classes.kind
{%- endmacro %}

{#-
    A select of each vector of a relation of compared pairs and the case that decides it: the first by priority of those
    whose every level it meets. Vectors that no case takes are left out. scope: record or entity.
-#}
{% macro decided_vectors(compared, scope) -%}
    {%- set levels = vector_attributes() -%}
    with

    vectors as (

        select distinct vector
        from {{ compared }}

    ),

    classed as (

        {{ classed_vectors("vectors", ref("int_customer__household_evidence")) | indent(8) }}

    )

    select
        classed.*,
        cases.case_code,
        cases.decision,
        cases.strength,
        cases.partners
    from classed
    inner join {{ ref("customer_match_cases") }} as cases
        on
            cases.scope in ('any', '{{ scope }}')
            {%- for attribute in levels + ["household"] %}
            and coalesce(
                '|' || nullif(cases.{{ attribute }}_levels, '') || '|' like '%|' || classed.{{ attribute }}_level || '|%', true
            )
            {%- endfor %}
    qualify row_number() over (partition by classed.vector order by cases.priority asc nulls last) = 1
{%- endmacro %}

-- One row per link that holds a customer together: why two records are one person.
with

edges as (

    select * from {{ ref("int_customer__edges") }}

),

records as (

    select * from {{ ref("int_customer__customer_records") }}

),

case_texts as (

    select * from {{ ref("int_customer__case_texts") }}

),

-- The first pass compares two records, the second all that two groups of records know, the third what grew by it.
vectors as (

    select
        pairs.left_number,
        pairs.right_number,
        pairs.vector,
        explained.household_level,
        cast(1 as bigint) as pass_number
    from {{ ref("int_customer__compared_pairs") }} as pairs
    inner join {{ ref("int_customer__explained_vectors") }} as explained
        on pairs.vector = explained.vector
    {%- for pass_number, step in {2: "entity", 3: "grown"}.items() %}
        union all
        select
            {{ smaller_of("pairs.left_number", "pairs.right_number") }} as left_number,
            {{ larger_of("pairs.left_number", "pairs.right_number") }} as right_number,
            pairs.vector,
            decided.household_level,
            cast({{ pass_number }} as bigint) as pass_number
        from {{ ref("int_customer__" ~ step ~ "_pairs") }} as pairs
        inner join {{ ref("int_customer__decided_" ~ step ~ "_vectors") }} as decided
            on pairs.vector = decided.vector
    {%- endfor %}

),

named as (

    select
        left_side.customer_id,
        left_side.source_system as left_source_system,
        left_side.source_customer_id as left_source_customer_id,
        right_side.source_system as right_source_system,
        right_side.source_customer_id as right_source_customer_id,
        edges.case_code,
        edges.pass_number,
        {{ smaller_of("left_side.record_number", "right_side.record_number") }} as left_number,
        {{ larger_of("left_side.record_number", "right_side.record_number") }} as right_number
    from edges
    inner join records as left_side
        on edges.left_record_id = left_side.record_id
    inner join records as right_side
        on edges.right_record_id = right_side.record_id

),

final as (

    select
        named.customer_id,
        named.left_source_system,
        named.left_source_customer_id,
        named.right_source_system,
        named.right_source_customer_id,
        named.case_code,
        case_texts.name_en,
        case_texts.name_fr,
        case_texts.reason_en,
        case_texts.reason_fr,
        case_texts.strength,
        case_texts.is_person as is_decided_by_person,
        named.pass_number,
        {{ level_words("vectors.vector") | indent(4) }},
        vectors.household_level
    from named
    inner join case_texts
        on named.case_code = case_texts.case_code
    left join vectors
        on
            named.left_number = vectors.left_number
            and named.right_number = vectors.right_number
            and named.pass_number = vectors.pass_number

)

select * from final

-- One row per record that a link joins to others and each of its partners, with how far both are from the first record.
{%- set wave_count = 8 %}
with

records as (

    select * from {{ ref("int_customer__customer_records") }}

),

edges as (

    select
        edges.cluster_number,
        left_side.record_number as left_number,
        right_side.record_number as right_number,
        edges.case_code,
        case_texts.strength
    from {{ ref("int_customer__edges") }} as edges
    inner join records as left_side
        on edges.left_record_id = left_side.record_id
    inner join records as right_side
        on edges.right_record_id = right_side.record_id
    inner join {{ ref("int_customer__case_texts") }} as case_texts
        on edges.case_code = case_texts.case_code

),

links as (

    select
        cluster_number,
        left_number as record_number,
        right_number as partner_number,
        case_code,
        strength
    from edges
    union all
    select
        cluster_number,
        right_number as record_number,
        left_number as partner_number,
        case_code,
        strength
    from edges

),

-- It begins with a record of the strongest link, and grows by those who are linked with what is there.
wave_0 as (

    select
        record_number,
        0 as wave
    from links
    qualify
        row_number() over (
            partition by cluster_number
            order by strength desc nulls last, record_number asc nulls last, partner_number asc nulls last
        ) = 1

),

reached_0 as (

    select * from wave_0

),

{{ further_waves("links", wave_count) | trim }},

final as (

    select
        links.cluster_number,
        links.record_number,
        links.partner_number,
        links.case_code,
        links.strength,
        cast(newcomer.wave as bigint) as wave,
        cast(partner.wave as bigint) as partner_wave
    from links
    inner join reached_{{ wave_count }} as newcomer
        on links.record_number = newcomer.record_number
    inner join reached_{{ wave_count }} as partner
        on links.partner_number = partner.record_number

)

select * from final

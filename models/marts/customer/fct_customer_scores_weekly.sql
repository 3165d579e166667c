-- One row per recent ISO week and golden customer who bought in the 52 weeks up to it: recency, frequency, value.
with

scored_weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("segment_week_count") }}

),

measured as (

    select features.*
    from {{ ref("fct_customer_features") }} as features
    inner join scored_weeks on features.iso_week = scored_weeks.iso_week

),

thresholds as (

    select * from {{ ref("customer_score_thresholds") }}

),

segments as (

    select * from {{ ref("customer_segments") }}

),

final as (

    select
        measured.iso_week,
        measured.customer_id,
        measured.recency_week_count,
        measured.year_ticket_count,
        measured.year_sales_eur_incl_tax,
        recency.score as recency_score,
        frequency.score as frequency_score,
        value_scores.score as value_score,
        segments.segment_code
    from measured
    {% for name, measure in {"recency": "recency_week_count", "frequency": "year_ticket_count",
        "value_scores": "year_sales_eur_incl_tax"}.items() %}
        left join thresholds as {{ name }}
            on
                {{ name }}.measure_code = '{{ name | replace("_scores", "") }}'
                and (measured.{{ measure }} >= {{ name }}.from_value or {{ name }}.from_value is null)
                and (measured.{{ measure }} < {{ name }}.below_value or {{ name }}.below_value is null)
    {% endfor %}
    left join segments
        on
            recency.score = segments.recency_score
            and frequency.score = segments.frequency_score

)

select * from final

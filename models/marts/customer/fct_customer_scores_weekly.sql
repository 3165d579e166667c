-- One row per recent ISO week and golden customer who bought in the 52 weeks up to it: recency, frequency, value.
with

weeks as (

    select
        iso_week,
        row_number() over (order by iso_week desc nulls last) as weeks_ago
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

scored_weeks as (

    select *
    from weeks
    where weeks_ago <= {{ var("segment_week_count") }}

),

purchases as (

    select
        weekly.customer_id,
        weeks.weeks_ago,
        sum(weekly.ticket_count) as ticket_count,
        sum(weekly.sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_customer_weekly") }} as weekly
    inner join weeks on weekly.iso_week = weeks.iso_week
    where weeks.weeks_ago < 52 + {{ var("segment_week_count") }}
    group by
        weekly.customer_id,
        weeks.weeks_ago

),

measured as (

    select
        scored_weeks.iso_week,
        purchases.customer_id,
        min(case when purchases.ticket_count > 0 then purchases.weeks_ago end) - scored_weeks.weeks_ago
            as recency_week_count,
        sum(purchases.ticket_count) as year_ticket_count,
        sum(purchases.sales_eur_incl_tax) as year_sales_eur_incl_tax
    from scored_weeks
    inner join purchases
        on
            scored_weeks.weeks_ago <= purchases.weeks_ago
            and scored_weeks.weeks_ago + 52 > purchases.weeks_ago
    group by
        scored_weeks.iso_week,
        scored_weeks.weeks_ago,
        purchases.customer_id
    having sum(purchases.ticket_count) > 0

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
        cast(measured.recency_week_count as bigint) as recency_week_count,
        cast(measured.year_ticket_count as bigint) as year_ticket_count,
        cast(measured.year_sales_eur_incl_tax as numeric(18, 2)) as year_sales_eur_incl_tax,
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

-- One row per recent ISO week, segment and value score: how many customers, and what they bought in 52 weeks.
with

scores as (

    select * from {{ ref("fct_customer_scores_weekly") }}

),

names as (

    select distinct
        segment_code,
        name_fr,
        name_en
    from {{ ref("customer_segments") }}

),

counted as (

    select
        iso_week,
        segment_code,
        value_score,
        cast(count(*) as bigint) as customer_count,
        cast(sum(year_ticket_count) as bigint) as year_ticket_count,
        cast(sum(year_sales_eur_incl_tax) as numeric(18, 2)) as year_sales_eur_incl_tax
    from scores
    group by
        iso_week,
        segment_code,
        value_score

),

final as (

    select
        counted.iso_week,
        {{ iso_week_monday("counted.iso_week") }} as first_date,
        counted.segment_code,
        names.name_fr as segment_name_fr,
        names.name_en as segment_name_en,
        counted.value_score,
        counted.customer_count,
        counted.year_ticket_count,
        counted.year_sales_eur_incl_tax
    from counted
    inner join names on counted.segment_code = names.segment_code

)

select * from final

-- One row per snapshot week and golden customer who bought in its last 13 weeks: what the churn model sees and learns.
with

features as (

    select *
    from {{ ref("fct_customer_features") }}
    where quarter_ticket_count > 0

),

weeks as (

    select
        iso_week,
        row_number() over (order by iso_week desc nulls last) as weeks_ago
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

dated_features as (

    select
        features.*,
        weeks.weeks_ago
    from features
    inner join weeks on features.iso_week = weeks.iso_week

),

returns as (

    select distinct
        dated_features.iso_week,
        dated_features.customer_id
    from dated_features
    inner join {{ ref("fct_customer_weekly") }} as weekly on dated_features.customer_id = weekly.customer_id
    inner join weeks
        on
            weekly.iso_week = weeks.iso_week
            and dated_features.weeks_ago > weeks.weeks_ago
            and dated_features.weeks_ago <= weeks.weeks_ago + {{ var("churn_week_count") }}
    where weekly.ticket_count > 0

),

final as (

    select
        dated_features.iso_week,
        dated_features.customer_id,
        {% for feature in churn_features() -%}
            {%- set value = "dated_features." ~ feature -%}
            cast(ln(1 + case when {{ value }} > 0 then {{ value }} else 0 end) as double) as {{ feature }}_log,
        {% endfor -%}
        case
            when dated_features.weeks_ago > {{ var("churn_week_count") }} then returns.customer_id is null
        end as has_lapsed
    from dated_features
    left join returns
        on
            dated_features.iso_week = returns.iso_week
            and dated_features.customer_id = returns.customer_id

)

select * from final

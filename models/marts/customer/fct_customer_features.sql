-- One row per recent ISO week that is over and golden customer who bought in the 52 weeks up to its end.
with

weeks as (

    select
        iso_week,
        last_date,
        row_number() over (order by iso_week desc nulls last) as weeks_ago
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

snapshots as (

    select *
    from weeks
    where weeks_ago <= {{ var("feature_week_count") }}

),

channels as (

    select * from {{ ref("dim_channels") }}

),

purchases as (

    select
        weekly.customer_id,
        weeks.weeks_ago,
        sum(weekly.ticket_count) as ticket_count,
        case when sum(weekly.ticket_count) > 0 then 1 else 0 end as active_week_count,
        sum(case when channels.is_distance_sale then weekly.ticket_count else 0 end) as distance_ticket_count,
        sum(weekly.item_count) as item_count,
        sum(weekly.sales_eur_incl_tax) as sales_eur_incl_tax,
        sum(weekly.discount_eur_incl_tax) as discount_eur_incl_tax
    from {{ ref("fct_customer_weekly") }} as weekly
    inner join weeks on weekly.iso_week = weeks.iso_week
    inner join channels on weekly.channel_code = channels.channel_code
    group by
        weekly.customer_id,
        weeks.weeks_ago

),

first_purchases as (

    select
        customer_id,
        max(weeks_ago) as weeks_ago
    from purchases
    where ticket_count > 0
    group by customer_id

),

final as (

    select
        snapshots.iso_week,
        purchases.customer_id,
        snapshots.last_date as snapshot_date,
        cast(first_purchases.weeks_ago - snapshots.weeks_ago as bigint) as tenure_week_count,
        cast(
            min(case when purchases.ticket_count > 0 then purchases.weeks_ago end) - snapshots.weeks_ago as bigint
        ) as recency_week_count,
        {% for name, week_count in {"month": 4, "quarter": 13, "year": 52}.items() -%}
            {%- set is_inside = "purchases.weeks_ago - snapshots.weeks_ago < " ~ week_count -%}
            {%- for column, data_type in {"ticket_count": "bigint", "active_week_count": "bigint",
                "sales_eur_incl_tax": "numeric(18, 2)"}.items() -%}
                cast(
                    sum(case when {{ is_inside }} then purchases.{{ column }} else 0 end) as {{ data_type }}
                ) as {{ name }}_{{ column }},
            {% endfor -%}
        {% endfor -%}
        cast(sum(purchases.distance_ticket_count) as bigint) as year_distance_ticket_count,
        cast(sum(purchases.item_count) as bigint) as year_item_count,
        cast(sum(purchases.discount_eur_incl_tax) as numeric(18, 2)) as year_discount_eur_incl_tax
    from snapshots
    inner join purchases
        on
            snapshots.weeks_ago <= purchases.weeks_ago
            and snapshots.weeks_ago + 52 > purchases.weeks_ago
    inner join first_purchases on purchases.customer_id = first_purchases.customer_id
    group by
        snapshots.iso_week,
        snapshots.last_date,
        snapshots.weeks_ago,
        first_purchases.weeks_ago,
        purchases.customer_id
    having sum(purchases.ticket_count) > 0

)

select * from final

-- One row per ISO week and source entity that its sales cannot do without and that had not all come by the run's clock.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

overdue as (

    select * from {{ ref("fct_source_freshness") }}
    where is_needed_by_sales and freshness_status in ('late', 'missing')

),

-- What a delivery brings lies before its day: an earlier week lacks nothing of what came afterwards.
final as (

    select
        weeks.iso_week,
        overdue.source_name,
        overdue.entity_name,
        overdue.owner_name,
        overdue.freshness_status,
        overdue.missed_delivery_count,
        overdue.last_delivered_at,
        overdue.first_missed_at,
        cast({{ utc_to_local("overdue.first_missed_at", "'Europe/Paris'") }} as timestamp) as first_missed_at_local
    from overdue
    inner join weeks on overdue.last_delivery_date <= weeks.last_date

)

select * from final

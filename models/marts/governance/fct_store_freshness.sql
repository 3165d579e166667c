-- One row per listed store and till entity: its last day that arrived beside the last one that was expected.
with

entities as (

    select
        source_name,
        entity_name,
        cast({{ utc_to_local("expected_by_at", "'Europe/Paris'") }} as date) as expected_by_date
    from {{ ref("fct_source_freshness") }}
    where source_name = 'pos' and entity_name in ('tickets', 'z_reports')

),

store_days as (

    select
        store_id,
        business_date
    from {{ ref("fct_store_days") }}
    where channel_code = 'store' and is_expected

),

till_days as (

    select * from {{ ref("int_sales__till_days") }}

),

arrived_days as (

    select
        'tickets' as entity_name,
        store_id,
        business_date
    from till_days
    where ticket_count > 0

    union all

    select
        'z_reports' as entity_name,
        store_id,
        business_date
    from till_days
    where z_total_eur_incl_tax is not null

),

last_arrivals as (

    select
        entity_name,
        store_id,
        max(business_date) as last_arrived_date
    from arrived_days
    group by entity_name, store_id

),

-- A day's figures fall due with the delivery of the morning after it.
expected_days as (

    select
        entities.source_name,
        entities.entity_name,
        store_days.store_id,
        store_days.business_date
    from entities
    inner join store_days on entities.expected_by_date > store_days.business_date

),

counted as (

    select
        expected_days.source_name,
        expected_days.entity_name,
        expected_days.store_id,
        max(last_arrivals.last_arrived_date) as last_arrived_date,
        max(expected_days.business_date) as last_expected_date,
        sum(
            case
                when expected_days.business_date <= last_arrivals.last_arrived_date then 0
                else 1
            end
        ) as open_store_day_count
    from expected_days
    left join last_arrivals
        on
            expected_days.entity_name = last_arrivals.entity_name
            and expected_days.store_id = last_arrivals.store_id
    group by
        expected_days.source_name,
        expected_days.entity_name,
        expected_days.store_id

),

final as (

    select
        source_name,
        entity_name,
        store_id,
        last_arrived_date,
        last_expected_date,
        cast(open_store_day_count as bigint) as open_store_day_count,
        case
            when last_arrived_date is null then 'never_delivered'
            when open_store_day_count = 0 then 'fresh'
            when open_store_day_count = 1 then 'late'
            else 'missing'
        end as store_freshness_status
    from counted

)

select * from final

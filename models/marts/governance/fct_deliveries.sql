-- One row per delivery that was taken, recognised or refused.
with

deliveries as (

    select * from {{ ref("stg_ledger__deliveries") }}

),

refusals as (

    select * from {{ ref("stg_ledger__delivery_refusals") }}

),

flags as (

    select
        source_name,
        entity_name,
        delivery_id,
        cast(count(*) as bigint) as open_flag_count
    from {{ ref("stg_ledger__quality_results") }}
    where is_flagged
    group by source_name, entity_name, delivery_id

),

-- A delivery can break one rule today and another tomorrow; what stands now is the last thing said of it.
ranked_refusals as (

    select
        *,
        row_number() over (
            partition by source_name, entity_name, delivery_id
            order by refused_at desc nulls last, reason_code asc, content_hash desc nulls last
        ) as recency
    from refusals
    where not is_resolved

),

open_refusals as (

    select *
    from ranked_refusals
    where recency = 1

),

final as (

    select
        coalesce(deliveries.source_name, open_refusals.source_name) as source_name,
        coalesce(deliveries.entity_name, open_refusals.entity_name) as entity_name,
        coalesce(deliveries.delivery_id, open_refusals.delivery_id) as delivery_id,
        coalesce(deliveries.delivery_status, 'refused') as delivery_status,
        open_refusals.delivery_id is not null as has_open_refusal,
        open_refusals.reason_code,
        open_refusals.refusal_message,
        deliveries.delivery_mode,
        deliveries.delivered_row_count,
        coalesce(deliveries.loaded_row_count, 0) as loaded_row_count,
        coalesce(deliveries.quarantined_row_count, 0) as quarantined_row_count,
        coalesce(flags.open_flag_count, 0) as open_flag_count,
        deliveries.covers_from_date,
        deliveries.covers_to_date,
        deliveries.delivered_at
    from deliveries
    full outer join open_refusals
        on
            deliveries.source_name = open_refusals.source_name
            and deliveries.entity_name = open_refusals.entity_name
            and deliveries.delivery_id = open_refusals.delivery_id
    left join flags
        on
            deliveries.source_name = flags.source_name
            and deliveries.entity_name = flags.entity_name
            and deliveries.delivery_id = flags.delivery_id

)

select * from final

-- One row per delivery that was taken, recognised or is still refused.
with

deliveries as (

    select * from {{ ref("stg_ledger__deliveries") }}

),

refusals as (

    select * from {{ ref("stg_ledger__delivery_refusals") }}

),

-- A delivery can break one rule today and another tomorrow; what stands now is the last thing said of it.
open_refusals as (

    select *
    from refusals
    where not is_resolved
    qualify row_number() over (
        partition by source_name, entity_name, delivery_id
        order by refused_at desc, reason_code asc, content_hash desc nulls last
    ) = 1

),

taken_or_known as (

    select
        source_name,
        entity_name,
        delivery_id,
        delivery_status,
        cast(null as varchar) as reason_code,
        cast(null as varchar) as refusal_message,
        delivery_mode,
        delivered_row_count,
        loaded_row_count,
        quarantined_row_count,
        covers_from_date,
        covers_to_date,
        delivered_at
    from deliveries

),

refused as (

    select
        open_refusals.source_name,
        open_refusals.entity_name,
        open_refusals.delivery_id,
        'refused' as delivery_status,
        open_refusals.reason_code,
        open_refusals.refusal_message,
        cast(null as varchar) as delivery_mode,
        cast(null as bigint) as delivered_row_count,
        cast(0 as bigint) as loaded_row_count,
        cast(0 as bigint) as quarantined_row_count,
        cast(null as date) as covers_from_date,
        cast(null as date) as covers_to_date,
        cast(null as timestamp) as delivered_at
    from open_refusals
    left join deliveries
        on
            open_refusals.source_name = deliveries.source_name
            and open_refusals.entity_name = deliveries.entity_name
            and open_refusals.delivery_id = deliveries.delivery_id
    where deliveries.delivery_id is null

),

final as (

    select * from taken_or_known
    union all
    select * from refused

)

select * from final

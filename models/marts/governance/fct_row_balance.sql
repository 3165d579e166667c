-- One row per source and entity: every delivered row is staged, replaced, kept aside, or of a person who was erased.
with

deliveries as (

    select * from {{ ref("stg_ledger__deliveries") }}

),

delivered as (

    select
        source_name,
        entity_name,
        sum(delivered_row_count) as delivered_row_count,
        sum(loaded_row_count) as loaded_row_count
    from deliveries
    where delivery_status = 'accepted'
    group by
        source_name,
        entity_name

),

kept_aside as (

    select
        deliveries.source_name,
        deliveries.entity_name,
        count(*) as kept_aside_row_count
    from {{ ref("stg_ledger__kept_aside_rows") }} as kept_aside
    inner join deliveries
        on
            kept_aside.source_name = deliveries.source_name
            and kept_aside.entity_name = deliveries.entity_name
            and kept_aside.delivery_id = deliveries.delivery_id
    where kept_aside.replayed_at is null
    group by
        deliveries.source_name,
        deliveries.entity_name

),

raw_rows as (

    select * from {{ ref("stg_ledger__raw_row_counts") }}

),

staged as (

    select * from {{ ref("int_sales__staged_row_counts") }}

),

counted as (

    select
        raw_rows.source_name,
        raw_rows.entity_name,
        coalesce(delivered.delivered_row_count, 0) as delivered_row_count,
        coalesce(delivered.loaded_row_count, 0) as loaded_row_count,
        raw_rows.raw_row_count,
        coalesce(kept_aside.kept_aside_row_count, 0) as kept_aside_row_count,
        raw_rows.superseded_row_count,
        raw_rows.suppressed_row_count,
        staged.staged_row_count,
        raw_rows.not_yet_row_count
    from raw_rows
    inner join staged
        on
            raw_rows.source_name = staged.source_name
            and raw_rows.entity_name = staged.entity_name
    left join delivered
        on
            raw_rows.source_name = delivered.source_name
            and raw_rows.entity_name = delivered.entity_name
    left join kept_aside
        on
            raw_rows.source_name = kept_aside.source_name
            and raw_rows.entity_name = kept_aside.entity_name

),

final as (

    select
        source_name,
        entity_name,
        cast(delivered_row_count as bigint) as delivered_row_count,
        cast(loaded_row_count as bigint) as loaded_row_count,
        raw_row_count,
        cast(kept_aside_row_count as bigint) as kept_aside_row_count,
        superseded_row_count,
        suppressed_row_count,
        staged_row_count,
        not_yet_row_count,
        cast(
            delivered_row_count - kept_aside_row_count - superseded_row_count - suppressed_row_count - staged_row_count
            as bigint
        ) as difference_row_count
    from counted

)

select * from final

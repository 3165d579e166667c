-- One row per delivery that was taken, or recognised as content already known.
with

source as (

    select * from {{ source("ledger", "deliveries") }}

),

final as (

    select
        source as source_name,
        entity as entity_name,
        delivery_id,
        duplicate_of as duplicate_of_delivery_id,

        status as delivery_status,
        delivery_mode,
        control_totals,
        unknown_columns,

        row_count as delivered_row_count,
        loaded_row_count,
        quarantined_row_count,

        covers_from as covers_from_date,
        covers_to as covers_to_date,
        delivered_at
    from source
    where delivered_at <= {{ as_of() }}

)

select * from final

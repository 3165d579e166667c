-- One row per delivery content and rule that was refused.
with

source as (

    select * from {{ source("ledger", "delivery_refusals") }}

),

final as (

    select
        source as source_name,
        entity as entity_name,
        delivery_id,
        content_hash,

        reason_code,
        message as refusal_message,
        file_name,
        column_name,

        file_row_number,

        resolved_at is not null as is_resolved,

        refused_at,
        resolved_at
    from source

)

select * from final

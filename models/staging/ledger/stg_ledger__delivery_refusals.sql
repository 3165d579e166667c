-- One row per delivery content and rule that had been refused by the moment of the run.
with

source as (

    select
        *,
        coalesce(delivered_at, refused_at) as known_at,
        coalesce(mended_at, resolved_at) as settled_at
    from {{ source("ledger", "delivery_refusals") }}

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

        resolved_at is not null and settled_at <= {{ as_of() }} as is_resolved,

        known_at as delivered_at,
        settled_at as mended_at,
        refused_at,
        resolved_at
    from source
    where known_at <= {{ as_of() }}

)

select * from final

-- One row per delivery and rule of its contract that had been asked, of what had come by the moment of the run.
with

source as (

    select *
    from {{ source("ledger", "quality_results") }}
    where delivered_at <= {{ as_of() }}

),

final as (

    select
        source as source_name,
        entity as entity_name,
        delivery_id,
        rule_name,

        rule_kind,
        column_names as rule_column_names,
        outcome as rule_outcome,
        message as quality_message,

        row_count as checked_row_count,
        unexpected_row_count,
        observed_value,

        -- Whoever accepts a delivery accepts it for every edition that is made afterwards, a past week's too.
        coalesce(outcome = 'held' and accepted_at is null, false) as is_flagged,

        delivered_at,
        checked_at,
        accepted_at
    from source

)

select * from final

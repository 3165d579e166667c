-- One row per delivery and rule of its contract that gate A asked: volumes, control totals and column rules.
with

results as (

    select * from {{ ref("stg_ledger__quality_results") }}

),

final as (

    select
        source_name,
        entity_name,
        delivery_id,
        rule_name,
        rule_kind,
        rule_column_names,
        case when rule_outcome = 'held' and not is_flagged then 'accepted' else rule_outcome end
            as delivery_check_status,
        checked_row_count,
        unexpected_row_count,
        observed_value,
        quality_message,
        is_flagged,
        delivered_at,
        checked_at,
        accepted_at
    from results

)

select * from final

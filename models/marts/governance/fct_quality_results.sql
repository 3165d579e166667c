-- One row per rule that was asked of a delivery (gate A) or of a Monday's build (dbt), with what it found, in counts.
with

gate_results as (

    select * from {{ ref("stg_ledger__quality_results") }}

),

test_results as (

    select * from {{ ref("stg_state__run_tests") }}

),

unioned as (

    select
        'gate_a' as checker_code,
        source_name || '/' || entity_name || '/' || delivery_id as checked_subject,
        cast(null as varchar) as run_id,
        source_name,
        entity_name,
        delivery_id,
        source_name || '_' || entity_name as checked_table_name,
        rule_name,
        rule_outcome as result_status,
        is_flagged as is_open,
        unexpected_row_count as failing_count,
        quality_message as result_message,
        delivered_at,
        checked_at
    from gate_results

    union all

    select
        'dbt' as checker_code,
        run_id as checked_subject,
        run_id,
        cast(null as varchar) as source_name,
        cast(null as varchar) as entity_name,
        cast(null as varchar) as delivery_id,
        tested_model_name as checked_table_name,
        test_name as rule_name,
        case
            when test_status = 'pass' then 'passed'
            when test_status = 'warn' then 'warned'
            when test_status in ('skipped', 'no-op') then 'not_asked'
            else 'failed'
        end as result_status,
        false as is_open,
        failing_count,
        cast(null as varchar) as result_message,
        cast(null as timestamp) as delivered_at,
        asked_at as checked_at
    from test_results

),

final as (

    select
        checker_code,
        checked_subject,
        run_id,
        source_name,
        entity_name,
        delivery_id,
        checked_table_name,
        rule_name,
        result_status,
        is_open,
        cast(failing_count as bigint) as failing_count,
        result_message,
        delivered_at,
        checked_at
    from unioned

)

select * from final

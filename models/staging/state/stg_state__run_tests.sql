-- One row per Monday and dbt test that it asked.
with

source as (

    select * from {{ source("state", "run_tests") }}

),

final as (

    select
        run_id,
        test_name,
        model_name as tested_model_name,

        status as test_status,

        cast(failing_count as bigint) as failing_count,

        asked_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

-- One row per Monday that had been run by the moment of the run, those that failed among them.
with

source as (

    select * from {{ source("state", "runs") }}

),

final as (

    select
        run_id,
        target as target_name,
        iso_week,

        outcome as run_outcome,
        outcome = 'succeeded' as is_successful,

        as_of as as_of_at,
        started_at as run_started_at,
        ended_at as run_ended_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

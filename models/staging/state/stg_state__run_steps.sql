-- One row per Monday and step that was begun.
with

source as (

    select * from {{ source("state", "run_steps") }}

),

final as (

    select
        run_id,
        step as step_code,
        cast(seconds as double) as step_seconds,
        cast(item_count as bigint) as step_item_count,
        cast(row_count as bigint) as step_row_count
    from source
    where as_of < {{ as_of() }}

)

select * from final

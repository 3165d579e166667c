-- One row per Monday and dbt node that it ran.
with

source as (

    select * from {{ source("state", "run_nodes") }}

),

final as (

    select
        run_id,
        node_id,
        resource_type as node_type,
        schema_name,
        folder as folder_name,
        warehouse_code,
        query_id,

        status as node_status,
        cast(seconds as double) as node_seconds,
        cast(row_count as bigint) as node_row_count,

        started_at as node_started_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

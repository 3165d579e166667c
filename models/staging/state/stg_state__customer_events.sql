-- One row per thing that happened to a golden customer by the moment of the run.
with

source as (

    select * from {{ source("customer_state", "customer_events") }}

),

final as (

    select
        event_id,
        customer_id,
        other_customer_id,

        event_type,

        cast(record_count as bigint) as record_count,

        occurred_at
    from source
    where occurred_at <= {{ as_of() }}

)

select * from final

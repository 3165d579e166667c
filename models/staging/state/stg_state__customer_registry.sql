-- One row per entry of the customers' registry: from then on the record belonged to that golden customer, or to none.
with

source as (

    select * from {{ source("customer_state", "customer_registry") }}

),

final as (

    select
        record_id,
        customer_id,

        cast(entry_number as bigint) as entry_number,

        assigned_at
    from source
    -- The run's own entries are there when it is run again: it gives nobody another id.
    where assigned_at <= {{ as_of() }}

)

select * from final

-- One row per record that comes to a golden customer at this run, goes over to another one, or leaves.
with

customer_records as (

    select
        record_id,
        customer_id
    from {{ ref("int_customer__customer_records") }}

),

registry_records as (

    select * from {{ ref("int_customer__registry_records") }}

),

final as (

    select
        coalesce(customer_records.record_id, registry_records.record_id) as record_id,
        customer_records.customer_id,
        registry_records.current_customer_id as former_customer_id,
        cast(coalesce(registry_records.last_entry_number, 0) + 1 as bigint) as entry_number,
        {{ as_of() }} as assigned_at
    from customer_records
    full outer join registry_records
        on customer_records.record_id = registry_records.record_id
    where customer_records.customer_id is distinct from registry_records.current_customer_id

)

select * from final

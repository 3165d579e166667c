-- Each record at hand that belongs to no golden customer, and each that a customer has and nobody delivered.
with

source_records as (

    select * from {{ ref("int_customer__source_records") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

final as (

    select
        source_records.record_id,
        customer_records.record_id as found_record_id
    from source_records
    full outer join customer_records
        on source_records.record_id = customer_records.record_id
    where
        source_records.record_id is null
        or customer_records.record_id is null

)

select * from final

-- One row per record of a customer in an application, with the golden customer whom it belongs to.
with

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

final as (

    select
        source_system,
        source_customer_id,
        customer_id
    from customer_records

)

select * from final

-- One row per application that delivered customers: its records, the customers that they are, and its duplicates.
with

applications as (

    select * from {{ ref("customer_source_systems") }}

),

customer_sources as (

    select * from {{ ref("brg_customer_sources") }}

),

customers as (

    select * from {{ ref("dim_customers") }}

),

customers_of_applications as (

    select
        source_system,
        customer_id,
        count(*) as record_count
    from customer_sources
    group by
        source_system,
        customer_id

),

summed as (

    select
        customers_of_applications.source_system,
        cast(sum(customers_of_applications.record_count) as bigint) as record_count,
        cast(count(*) as bigint) as customer_count,
        cast(sum(case when customers.source_system_count > 1 then 1 else 0 end) as bigint) as shared_customer_count
    from customers_of_applications
    inner join customers
        on customers_of_applications.customer_id = customers.customer_id
    group by customers_of_applications.source_system

),

final as (

    select
        summed.source_system,
        applications.name_fr as source_system_name_fr,
        applications.name_en as source_system_name_en,
        applications.sort_order,
        summed.record_count,
        summed.customer_count,
        summed.record_count - summed.customer_count as duplicate_record_count,
        summed.shared_customer_count
    from summed
    inner join applications
        on summed.source_system = applications.source_system

)

select * from final

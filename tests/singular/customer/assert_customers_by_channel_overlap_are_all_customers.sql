-- Both totals where the customers of all combinations of applications are not all golden customers.
with

customers as (

    select count(*) as customer_count
    from {{ ref("dim_customers") }}

),

combinations as (

    select coalesce(sum(customer_count), 0) as customer_count
    from {{ ref("fct_customer_channel_overlap") }}

),

final as (

    select
        customers.customer_count,
        combinations.customer_count as overlap_customer_count
    from customers
    cross join combinations
    where customers.customer_count <> combinations.customer_count

)

select * from final

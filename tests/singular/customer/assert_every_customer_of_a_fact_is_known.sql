-- Each golden id of a fact or bridge that dim_customers does not have.
with

customers as (

    select * from {{ ref("dim_customers") }}

),

named_ids as (

    select customer_id from {{ ref("fct_customer_weekly") }}
    union all
    select customer_id from {{ ref("brg_customer_sources") }}
    union all
    select customer_id from {{ ref("brg_customer_households") }}

),

final as (

    select distinct named_ids.customer_id
    from named_ids
    left join customers
        on named_ids.customer_id = customers.customer_id
    where customers.customer_id is null

)

select * from final

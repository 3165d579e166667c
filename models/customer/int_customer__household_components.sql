-- One row per customer, with the household of customers who share a family name and a place.
with

household_keys as (

    select * from {{ ref("int_customer__household_keys") }}

),

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

numbered_keys as (

    select
        household_keys.household_key_number,
        golden_ids.cluster_number
    from household_keys
    inner join golden_ids
        on household_keys.customer_id = golden_ids.customer_id

),

-- What more people share is no home: a care home, a tower without flat numbers, a shop's telephone.
shared_keys as (

    select
        household_key_number,
        min(cluster_number) as first_cluster_number
    from numbered_keys
    group by household_key_number
    having count(*) between 2 and {{ var("largest_household") }}

),

final as (

    select
        cluster_number as left_node,
        cluster_number as right_node
    from golden_ids
    union all
    select
        shared_keys.first_cluster_number as left_node,
        numbered_keys.cluster_number as right_node
    from numbered_keys
    inner join shared_keys
        on numbered_keys.household_key_number = shared_keys.household_key_number

)

select * from final

-- One row per customer, with the household that the customer belongs to.
with

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

registry_ids as (

    select * from {{ ref("int_customer__registry_ids") }}

),

components as (

    select * from {{ ref("int_customer__household_components") }}

),

members as (

    select
        golden_ids.customer_id,
        components.component,
        registry_ids.first_assigned_at
    from golden_ids
    inner join components
        on golden_ids.cluster_number = components.node
    left join registry_ids
        on golden_ids.customer_id = registry_ids.customer_id

),

-- Named after the customer who has been known longest: a newcomer renames no household.
named as (

    select
        component,
        customer_id
    from members
    qualify
        row_number() over (
            partition by component
            order by first_assigned_at asc nulls last, customer_id asc nulls last
        ) = 1

),

sizes as (

    select
        component,
        cast(count(*) as bigint) as customer_count
    from members
    group by component

),

final as (

    select
        members.customer_id,
        'H' || substr(md5(named.customer_id), 1, 15) as household_id,
        sizes.customer_count
    from members
    inner join named
        on members.component = named.component
    inner join sizes
        on members.component = sizes.component

)

select * from final

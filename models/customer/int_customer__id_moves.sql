-- One row per golden id that records leave at this run and the one that they go over to, if any.
with

changes as (

    select * from {{ ref("int_customer__registry_changes") }}

),

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

held_ids as (

    select * from {{ ref("int_customer__held_ids") }}

),

moves as (

    select
        former_customer_id,
        customer_id,
        cast(count(*) as bigint) as record_count
    from changes
    where former_customer_id is not null
    group by
        former_customer_id,
        customer_id

),

final as (

    select
        moves.former_customer_id,
        moves.customer_id,
        moves.record_count,
        next_ids.id_origin,
        -- The cluster that the former id came to has another one to keep, and no other cluster needs it.
        coalesce(held_ids.cluster_number = next_ids.cluster_number, false)
        and former_ids.customer_id is null as is_merge,
        held_ids.customer_id is null and former_ids.customer_id is null as is_former_id_given_up
    from moves
    left join golden_ids as next_ids
        on moves.customer_id = next_ids.customer_id
    left join golden_ids as former_ids
        on moves.former_customer_id = former_ids.customer_id
    left join held_ids
        on moves.former_customer_id = held_ids.customer_id

)

select * from final

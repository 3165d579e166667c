-- One row per cluster that keeps no golden id and takes one that its records had, and that no other cluster keeps.
with

claims as (

    select * from {{ ref("int_customer__id_claims") }}

),

held_ids as (

    select * from {{ ref("int_customer__held_ids") }}

),

free_claims as (

    select claims.*
    from claims
    left join held_ids as kept
        on
            claims.cluster_number = kept.cluster_number
            and kept.is_kept
    left join held_ids as held
        on claims.customer_id = held.customer_id
    where
        kept.customer_id is null
        and (
            held.customer_id is null
            -- Those who have it would need a new one, while it is retired where most of its records went.
            or (not held.is_kept and claims.current_record_count > 0)
        )

),

awarded as (

    select *
    from free_claims
    qualify
        row_number() over (
            partition by customer_id
            order by
                first_record_count desc nulls last,
                ever_record_count desc nulls last,
                smallest_record_id asc nulls last
        ) = 1

),

final as (

    select
        customer_id,
        cluster_number,
        current_record_count > 0 as is_current_id
    from awarded
    qualify
        row_number() over (
            partition by cluster_number
            order by
                first_record_count desc nulls last,
                ever_record_count desc nulls last,
                first_assigned_at asc nulls last,
                customer_id asc nulls last
        ) = 1

)

select * from final

-- One row per cluster that no golden id came to and that takes back a retired one which its records once had.
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
        and held.customer_id is null

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
        cluster_number
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

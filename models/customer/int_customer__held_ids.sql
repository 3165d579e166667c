-- One row per golden id that records at hand have: the cluster that it goes to, and whether the cluster keeps it.
with

claims as (

    select *
    from {{ ref("int_customer__id_claims") }}
    where current_record_count > 0

),

awarded as (

    select *
    from claims
    qualify
        row_number() over (
            partition by customer_id
            order by
                first_record_count desc nulls last,
                current_record_count desc nulls last,
                smallest_record_id asc nulls last
        ) = 1

),

final as (

    select
        customer_id,
        cluster_number,
        current_record_count,
        row_number() over (
            partition by cluster_number
            order by
                current_record_count desc nulls last,
                first_assigned_at asc nulls last,
                customer_id asc nulls last
        ) = 1 as is_kept
    from awarded

)

select * from final

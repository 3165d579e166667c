-- One row per thing that happened to a golden customer: created, merged, split, moved, reclaimed or erased.
with

events as (

    select * from {{ ref("int_customer__events") }}

),

final as (

    select
        event_id,
        event_type,
        customer_id,
        other_customer_id,
        record_count,
        occurred_at
    from events

)

select * from final

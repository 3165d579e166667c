-- One row per thing that happened to a golden customer, those of this run among them.
with

known_events as (

    select * from {{ ref("stg_state__customer_events") }}

),

new_events as (

    select * from {{ ref("int_customer__new_events") }}

),

final as (

    select
        *,
        false as is_new
    from known_events
    union all
    select
        new_events.*,
        true as is_new
    from new_events
    left join known_events
        on new_events.event_id = known_events.event_id
    where known_events.event_id is null

)

select * from final

-- One row per golden id that was ever given.
with

entries as (

    select * from {{ ref("stg_state__customer_registry") }}

),

final as (

    select
        customer_id,
        min(assigned_at) as first_assigned_at
    from entries
    where customer_id is not null
    group by customer_id

)

select * from final

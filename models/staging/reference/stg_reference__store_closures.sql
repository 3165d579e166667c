-- One row per closed period of a store and state of the list of closures that still holds.
with

source as (

    select *
    from {{ source("reference", "store_closures") }}
    where delivered_at <= {{ as_of() }}

),

holding as (

    select *
    from source
    where delivery_id in ({{ holding_states("source") }})

),

final as (

    select
        store_id,
        delivery_id,

        reason as closure_reason,

        closed_from as closed_from_date,
        closed_to as closed_to_date,
        covers_from as valid_from_date
    from holding

)

select * from final

-- One row per store: its last known state, kept after the referential has dropped it.
with

states as (

    select *
    from {{ ref("stg_reference__stores") }}
    where valid_from_date <= cast({{ as_of() }} as date)

),

last_state as (

    select max(valid_from_date) as valid_from_date from states

),

final as (

    select
        states.*,
        states.valid_from_date = last_state.valid_from_date as is_listed
    from states
    cross join last_state
    qualify row_number() over (partition by states.store_id order by states.valid_from_date desc) = 1

)

select * from final

-- One row per store: its last known state, kept after the referential has dropped it.
with

states as (

    select *
    from {{ ref("stg_reference__stores") }}
    where valid_from_date <= cast({{ as_of() }} as date)

),

final as (

    {{ last_known_state("states", "store_id") }}

)

select * from final

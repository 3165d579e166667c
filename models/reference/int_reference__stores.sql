-- One row per store: its last known state, kept after the referential has dropped it.
with

states as (

    select *
    from {{ ref("stg_reference__stores") }}
    where valid_from_date <= cast({{ as_of() }} as date)

),

-- From the ledger, not from the rows: a state without any row has ended all.
last_state as (

    select max(covers_from_date) as valid_from_date
    from {{ ref("stg_ledger__deliveries") }}
    where
        source_name = 'reference'
        and entity_name = 'stores'
        and delivery_status = 'accepted'
        and covers_from_date <= cast({{ as_of() }} as date)

),

final as (

    {{ last_known_state("states", "last_state", "store_id") }}

)

select * from final

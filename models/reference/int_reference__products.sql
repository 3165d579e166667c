-- One row per product: its last known state, kept after the referential has dropped it.
with

states as (

    select *
    from {{ ref("stg_reference__products") }}
    where valid_from_date <= cast({{ as_of() }} as date)

),

-- From the ledger, not from the rows: a state without any row has ended all.
last_state as (

    select max(covers_from_date) as valid_from_date
    from {{ ref("stg_ledger__deliveries") }}
    where
        source_name = 'reference'
        and entity_name = 'products'
        and delivery_status = 'accepted'
        and covers_from_date <= cast({{ as_of() }} as date)

),

final as (

    {{ last_known_state("states", "last_state", "product_id") }}

)

select * from final

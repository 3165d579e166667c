-- One row per product: its last known state, kept after the referential has dropped it.
with

states as (

    select *
    from {{ ref("stg_reference__products") }}
    where valid_from_date <= cast({{ as_of() }} as date)

),

final as (

    {{ last_known_state("states", "product_id") }}

)

select * from final

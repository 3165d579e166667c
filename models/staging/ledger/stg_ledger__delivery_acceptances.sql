-- One row per delivery and moment at which somebody accepted it as it is.
with

source as (

    select *
    from {{ source("ledger", "delivery_acceptances") }}
    where delivered_at <= {{ as_of() }}

),

-- Whoever accepts a delivery accepts it for every edition that is made afterwards, a past week's too.
final as (

    select
        source as source_name,
        entity as entity_name,
        delivery_id,
        accepted_at
    from source

)

select * from final

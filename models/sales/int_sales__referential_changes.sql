-- One row per run before which stores or products came with another content, since the last earlier Monday published.
with

deliveries as (

    select * from {{ ref("int_sales__later_deliveries") }}

),

-- Stores say where and when sales are known, products how long they may be withdrawn; a state that came unchanged is a
-- duplicate in the ledger, and no delivery here.
final as (

    select max(delivered_at) as delivered_at
    from deliveries
    where
        source_name = 'reference'
        and entity_name in ('stores', 'products')
    having count(*) > 0

)

select * from final

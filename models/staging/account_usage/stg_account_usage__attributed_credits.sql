-- One row per run, node and warehouse to whose queries the account's own usage attributes credits; none on DuckDB.
with

attributed as (

    {{ attributed_credits() }}

),

final as (

    select
        run_id,
        coalesce(node_id, '(none)') as node_id,
        warehouse_code,
        credits as attributed_credits
    from attributed

)

select * from final

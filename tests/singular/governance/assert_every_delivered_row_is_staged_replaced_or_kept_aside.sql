-- Fails with each entity of which a delivered row is nowhere, or twice; raw must hold what the ledger says, too.
select
    source_name,
    entity_name,
    difference_row_count,
    loaded_row_count,
    raw_row_count
from {{ ref("fct_row_balance") }}
where
    difference_row_count <> 0
    or loaded_row_count <> raw_row_count

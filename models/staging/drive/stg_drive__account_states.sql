-- One row per state of a drive account that a delivery brought, superseded ones included.
with

source as (

    select * from {{ source("drive", "accounts") }}

),

final as (

    {{ account_states("source", "drive", "account_id") }}

)

select * from final

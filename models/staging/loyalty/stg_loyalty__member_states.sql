-- One row per state of a loyalty member that a delivery brought, superseded ones included.
with

source as (

    select * from {{ source("loyalty", "members") }}

),

final as (

    {{ account_states("source", "loyalty", "member_id", has_landline=true) }}

)

select * from final

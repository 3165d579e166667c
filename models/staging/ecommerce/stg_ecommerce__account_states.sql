-- One row per state of a home delivery account that a delivery brought, superseded ones included.
with

source as (

    select * from {{ source("ecommerce", "accounts") }}

),

final as (

    {{ account_states("source", "ecommerce", "account_id") }}

)

select * from final

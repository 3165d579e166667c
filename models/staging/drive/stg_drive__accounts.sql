-- One row per drive account, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "accounts") }}

),

final as (

    {{ distance_accounts("source", ["preferred_store_id"]) }}

)

select * from final

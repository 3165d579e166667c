-- One row per drive account, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "accounts") }}

),

held as (

    {{ distance_accounts("source", ["preferred_store_id"]) }}

),

final as (

    {{ without_suppressed("held", "drive") }}

)

select * from final

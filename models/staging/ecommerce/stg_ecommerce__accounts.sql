-- One row per home delivery account, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "accounts") }}

),

final as (

    {{ distance_accounts("source") }}

)

select * from final

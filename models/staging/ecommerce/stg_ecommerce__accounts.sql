-- One row per home delivery account, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "accounts") }}

),

held as (

    {{ distance_accounts("source") }}

),

final as (

    {{ without_suppressed("held", "ecommerce") }}

)

select * from final

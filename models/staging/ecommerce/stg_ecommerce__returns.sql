-- One row per return of a home delivery order, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "returns") }}

),

delivered as (

    {{ with_kept_accounts("source", "ecommerce") }}

),

final as (

    {{ distance_returns("delivered", "kept_account_id") }}

)

select * from final

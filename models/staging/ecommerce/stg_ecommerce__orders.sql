-- One row per home delivery order, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "orders") }}

),

delivered as (

    {{ with_kept_accounts("source", "ecommerce") }}

),

final as (

    {{ distance_orders("delivered", "kept_account_id") }}

)

select * from final

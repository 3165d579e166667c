-- One row per drive order, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "orders") }}

),

delivered as (

    {{ with_kept_accounts("source", "drive") }}

),

final as (

    {{ distance_orders("delivered", "kept_account_id") }}

)

select * from final

-- One row per return of a drive order, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "returns") }}

),

delivered as (

    {{ with_kept_accounts("source", "drive") }}

),

final as (

    {{ distance_returns("delivered", "kept_account_id") }}

)

select * from final

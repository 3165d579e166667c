-- One row per return of a home delivery order, from the delivery that holds for it.
with

source as (

    select * from {{ source("ecommerce", "returns") }}

),

final as (

    {{ distance_returns("source") }}

)

select * from final

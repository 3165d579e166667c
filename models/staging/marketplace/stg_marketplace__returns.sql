-- One row per return of a marketplace order, from the delivery that holds for it.
with

source as (

    select * from {{ source("marketplace", "returns") }}

),

final as (

    {{ distance_returns("source") }}

)

select * from final

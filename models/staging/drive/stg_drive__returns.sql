-- One row per return of a drive order, from the delivery that holds for it.
with

source as (

    select * from {{ source("drive", "returns") }}

),

final as (

    {{ distance_returns("source") }}

)

select * from final

-- One row per secret that keyed hashes are made with: there is one, read where it is needed and stored nowhere else.
{{ config(materialized="ephemeral") }}
with

final as (

    select pepper from {{ source("secret", "pepper") }}

)

select * from final

-- One row per state of a user of the mobile application that a delivery brought, superseded ones included.
with

source as (

    select * from {{ source("app", "users") }}

),

final as (

    {{ account_states("source", "app", "app_user_id", has_gender=false) }}

)

select * from final

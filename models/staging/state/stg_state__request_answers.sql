-- One row per request of a person that was answered by the moment of the run.
with

source as (

    select * from {{ source("customer_state", "request_answers") }}

),

final as (

    select
        request_id,

        answer,

        answered_at
    from source
    where answered_at <= {{ as_of() }}

)

select * from final

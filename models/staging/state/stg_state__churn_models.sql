-- One row per churn model and feature, with its weight.
with

source as (

    select * from {{ source("state", "churn_models") }}

),

final as (

    select
        model_id,
        feature_name,
        trained_iso_week,
        cast(coefficient as double) as coefficient,
        as_of as trained_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

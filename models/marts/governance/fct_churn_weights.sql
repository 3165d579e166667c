-- One row per churn model and feature, with its weight.
with

weights as (

    select * from {{ ref("stg_state__churn_models") }}

),

final as (

    select
        model_id,
        feature_name,
        trained_iso_week,
        coefficient,
        trained_at
    from weights

)

select * from final

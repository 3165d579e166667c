-- One row per churn model and band of risk: what was foretold of its customers and what they did.
with

calibration as (

    select * from {{ ref("stg_state__churn_calibration") }}

),

final as (

    select
        model_id,
        evaluated_iso_week,
        risk_band_number,
        customer_count,
        foretold_share,
        lapsed_share,
        trained_at
    from calibration

)

select * from final

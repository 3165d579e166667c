-- One row per churn model and band of risk.
with

source as (

    select * from {{ source("state", "churn_calibration") }}

),

final as (

    select
        model_id,
        evaluated_iso_week,
        cast(risk_band_number as bigint) as risk_band_number,
        cast(customer_count as bigint) as customer_count,
        cast(foretold_share as numeric(9, 6)) as foretold_share,
        cast(lapsed_share as numeric(9, 6)) as lapsed_share,
        as_of as trained_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

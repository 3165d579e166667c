-- One row per forecast, ISO week, edition of the report and department.
with

source as (

    select * from {{ source("state", "sales_forecasts") }}

),

final as (

    select
        forecast_id,
        iso_week,
        edition_code,
        department_code,
        method_code,
        trained_until_iso_week,
        cast(point_eur_incl_tax as numeric(18, 2)) as forecast_eur_incl_tax,
        cast(low_eur_incl_tax as numeric(18, 2)) as forecast_low_eur_incl_tax,
        cast(high_eur_incl_tax as numeric(18, 2)) as forecast_high_eur_incl_tax,
        as_of as foretold_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

-- One row per edition of the report, ISO week and department that was foretold: the last forecast.
with

forecasts as (

    select * from {{ ref("stg_state__sales_forecasts") }}

),

final as (

    select
        edition_code,
        iso_week,
        department_code,
        forecast_eur_incl_tax,
        forecast_low_eur_incl_tax,
        forecast_high_eur_incl_tax,
        method_code,
        trained_until_iso_week,
        forecast_id,
        foretold_at
    from forecasts
    qualify
        row_number() over (
            partition by edition_code, iso_week, department_code
            order by foretold_at desc nulls last, forecast_id asc nulls last
        ) = 1

)

select * from final

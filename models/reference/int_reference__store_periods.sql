-- One row per store and period in which the referential described it unchanged.
with

states as (

    select *
    from {{ ref("stg_reference__stores") }}
    where valid_from_date <= {{ as_of_date() }}

),

final as (

    {{ state_periods("states", "store_id", [
        "store_name", "banner", "store_format", "served_channels", "region_code", "region_name",
        "geographic_department_code", "postal_code", "city", "sales_area_m2", "is_franchise", "franchisee_id",
        "closed_weekdays", "opened_date", "closed_date",
    ]) }}

)

select * from final

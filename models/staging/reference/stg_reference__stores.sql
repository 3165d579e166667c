-- One row per store and state of the store referential that still holds.
with

source as (

    select *
    from {{ source("reference", "stores") }}
    where delivered_at <= {{ as_of() }}

),

holding as (

    select *
    from source
    where delivery_id in ({{ holding_states("source") }})

),

final as (

    select
        store_id,
        franchisee_id,
        delivery_id,

        store_name,
        banner,
        format as store_format,
        channels as served_channels,
        region_code,
        region_name,
        department_code as geographic_department_code,
        postal_code,
        city,
        country_code,
        time_zone,
        closed_weekdays,

        sales_area_m2,

        is_franchise,

        covers_from as valid_from_date,
        opened_on as opened_date,
        closed_on as closed_date
    from holding

)

select * from final

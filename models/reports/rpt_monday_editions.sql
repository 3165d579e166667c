-- One row per ISO week and edition of the report that is printed for it.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

final as (

    select
        edition_code,
        iso_week,
        edition_type,
        edition_label,
        region_code,
        region_name,
        store_id,
        store_format,
        city,
        sales_area_m2,
        is_comparable,
        comparability_reason_code,
        store_count,
        comparable_store_count,
        sort_order
    from editions

)

select * from final

-- One row per region, with the zone that partners see.
with

regions as (

    select * from {{ ref("share_regions") }}

),

final as (

    select
        region_code,
        zone_code,
        zone_name
    from regions

)

select * from final

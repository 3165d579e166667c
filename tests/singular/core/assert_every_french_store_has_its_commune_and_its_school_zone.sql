-- Each listed French store with a postal code that has no commune or, in a zone of the mainland, no holidays.
-- It is told of and does not stop a Monday: a new postal code is mended in the seeds.
{{ config(severity="warn") }}
with

places as (

    select * from {{ ref("dim_store_places") }}

),

stores as (

    select store_id
    from {{ ref("dim_stores") }}
    where is_listed and postal_code is not null

),

holidays as (

    select
        store_id,
        count(case when is_public_holiday then 1 end) as public_holiday_count,
        count(case when is_school_holiday then 1 end) as school_holiday_count
    from {{ ref("brg_store_holidays") }}
    group by store_id

),

final as (

    select
        places.store_id,
        places.postal_code,
        places.commune_code,
        places.school_zone
    from places
    inner join stores on places.store_id = stores.store_id
    left join holidays on places.store_id = holidays.store_id
    where
        places.country_code = 'FR'
        and (
            places.commune_code is null
            or coalesce(holidays.public_holiday_count, 0) = 0
            or (places.school_zone is not null and coalesce(holidays.school_holiday_count, 0) = 0)
            or (
                places.school_zone is null
                and places.geographic_department_code not in ('2A', '2B')
                and left(places.geographic_department_code, 2) not in ('97', '98')
            )
        )

)

select * from final

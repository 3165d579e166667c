-- One row per store and day, two years back and one ahead, that is a public or a school holiday where the store stands.
with

stores as (

    select * from {{ ref("dim_store_places") }}
    where country_code = 'FR'

),

dates as (

    select *
    from {{ ref("dim_dates") }}
    where
        calendar_date >= cast({{ dbt.dateadd("day", -728, as_of_date()) }} as date)
        and calendar_date <= cast({{ dbt.dateadd("day", 371, as_of_date()) }} as date)

),

joined as (

    select
        stores.store_id,
        dates.calendar_date,
        dates.iso_week,
        dates.is_public_holiday or (stores.is_alsace_moselle and dates.is_alsace_moselle_holiday) as is_public_holiday,
        case stores.school_zone
            when 'A' then dates.is_school_holiday_zone_a
            when 'B' then dates.is_school_holiday_zone_b
            when 'C' then dates.is_school_holiday_zone_c
        end as is_school_holiday,
        dates.public_holiday_name_fr,
        dates.public_holiday_name_en
    from stores
    cross join dates

),

final as (

    select
        store_id,
        calendar_date,
        iso_week,
        is_public_holiday,
        case when is_public_holiday then public_holiday_name_fr end as public_holiday_name_fr,
        case when is_public_holiday then public_holiday_name_en end as public_holiday_name_en,
        is_school_holiday
    from joined
    where
        is_public_holiday
        or is_school_holiday

)

select * from final

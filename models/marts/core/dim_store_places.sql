-- One row per store that the referential knows: its commune, how many people live there, and its school zone.
with

stores as (

    select *
    from {{ ref("dim_stores") }}
    where store_id <> '(none)'

),

postal_codes as (

    select * from {{ ref("postal_codes") }}

),

school_zones as (

    select * from {{ ref("department_school_zones") }}

),

-- The list is of France: elsewhere a postal code of five digits means another place.
placed as (

    select
        stores.store_id,
        stores.country_code,
        stores.city,
        stores.postal_code,
        postal_codes.commune_code,
        postal_codes.commune_name,
        postal_codes.commune_population,
        postal_codes.commune_count,
        postal_codes.population as postal_code_population,
        {{ french_department("stores.postal_code") }} as postal_code_department_code,
        stores.geographic_department_code,
        postal_codes.department_code as commune_department_code
    from stores
    left join postal_codes
        on
            stores.postal_code = postal_codes.postal_code
            and stores.country_code = 'FR'

),

-- What the list says goes before what the first digits of the code say, and those before what was delivered.
with_department as (

    select
        *,
        case
            when country_code = 'FR'
                then coalesce(commune_department_code, postal_code_department_code, geographic_department_code)
        end as department_code
    from placed

),

final as (

    select
        placed.store_id,
        placed.country_code,
        placed.postal_code,
        placed.department_code as geographic_department_code,
        placed.commune_code,
        placed.commune_name,
        replace({{ folded_text("placed.commune_name") }}, '-', ' ')
        = replace({{ folded_text("placed.city") }}, '-', ' ') as is_commune_of_city,
        placed.commune_population,
        placed.commune_count,
        placed.postal_code_population,
        school_zones.school_zone,
        coalesce(school_zones.is_alsace_moselle, false) as is_alsace_moselle
    from with_department as placed
    left join school_zones on placed.department_code = school_zones.department_code

)

select * from final

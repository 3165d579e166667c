-- One row per edition of the report, ISO week and store that the edition counts in that week.
with

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

final as (

    select
        'company' as edition_code,
        iso_week,
        store_id
    from store_weeks
    union all
    -- The region '(none)' has no edition of its own, but is a row of the company's table of regions.
    select
        'region:' || region_code as edition_code,
        iso_week,
        store_id
    from store_weeks
    union all
    select
        'store:' || store_id as edition_code,
        iso_week,
        store_id
    from store_weeks
    where store_id <> '(none)'

)

select * from final

-- One row per edition, ISO week, store, channel and day on which sales were expected and did not come.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

members as (

    select * from {{ ref("brg_edition_stores") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

missing_days as (

    select
        store_days.store_id,
        store_days.channel_code,
        store_days.business_date,
        weeks.iso_week
    from {{ ref("fct_store_days") }} as store_days
    inner join weeks on store_days.business_date between weeks.first_date and weeks.last_date
    where store_days.store_day_status = 'missing'

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        missing_days.store_id,
        store_weeks.store_label,
        missing_days.channel_code,
        missing_days.business_date
    from missing_days
    inner join members
        on
            missing_days.store_id = members.store_id
            and missing_days.iso_week = members.iso_week
    inner join editions
        on
            members.edition_code = editions.edition_code
            and members.iso_week = editions.iso_week
    inner join store_weeks
        on
            missing_days.store_id = store_weeks.store_id
            and missing_days.iso_week = store_weeks.iso_week

)

select * from final

-- One row per edition, ISO week, store, channel and day whose figures came and are incomplete, with the first reason.
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

faults as (

    select * from {{ ref("dim_store_day_faults") }}

),

incomplete_days as (

    select
        store_days.store_id,
        store_days.channel_code,
        store_days.business_date,
        store_days.affected_eur_incl_tax,
        weeks.iso_week,
        faults.fault_code,
        faults.fault_name_fr,
        faults.fault_name_en
    from {{ ref("fct_store_days") }} as store_days
    inner join weeks on store_days.business_date between weeks.first_date and weeks.last_date
    inner join faults on store_days.incomplete_reason_code = faults.fault_code

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        incomplete_days.store_id,
        store_weeks.store_label,
        incomplete_days.channel_code,
        incomplete_days.business_date,
        incomplete_days.fault_code,
        incomplete_days.fault_name_fr,
        incomplete_days.fault_name_en,
        incomplete_days.affected_eur_incl_tax
    from incomplete_days
    inner join members
        on
            incomplete_days.store_id = members.store_id
            and incomplete_days.iso_week = members.iso_week
    inner join editions
        on
            members.edition_code = editions.edition_code
            and members.iso_week = editions.iso_week
    inner join store_weeks
        on
            incomplete_days.store_id = store_weeks.store_id
            and incomplete_days.iso_week = store_weeks.iso_week

)

select * from final

-- One row per store and ISO week of the history: whether the store is compared like for like, and if not, why.
with

store_weeks as (

    select
        store_weeks.*,
        weeks.first_date,
        weeks.prior_year_iso_week
    from {{ ref("dim_store_weeks") }} as store_weeks
    inner join {{ ref("dim_sales_weeks") }} as weeks on store_weeks.iso_week = weeks.iso_week

),

closures as (

    select * from {{ ref("fct_store_closures_weekly") }}

),

sold_weeks as (

    select distinct
        store_id,
        iso_week
    from {{ ref("fct_store_sales_weekly") }}

),

week_facts as (

    select
        store_weeks.store_id,
        store_weeks.iso_week,
        store_weeks.sales_area_m2,
        sold_weeks.store_id is not null as has_sales,
        coalesce(closures.exceptionally_closed_day_count, 0) as closed_day_count,
        coalesce(closures.missing_day_count, 0) as missing_day_count
    from store_weeks
    left join sold_weeks
        on
            store_weeks.store_id = sold_weeks.store_id
            and store_weeks.iso_week = sold_weeks.iso_week
    left join closures
        on
            store_weeks.store_id = closures.store_id
            and store_weeks.iso_week = closures.iso_week

),

rules as (

    select
        max(case when reason_code = 'opened_recently' then threshold end) as minimum_age_day_count,
        max(case when reason_code = 'closed_days' then threshold end) as tolerated_closed_day_count,
        max(case when reason_code = 'sales_area_changed' then threshold end) as tolerated_area_change_rate,
        max(case when reason_code = 'data_missing' then threshold end) as tolerated_missing_day_count
    from {{ ref("dim_comparability_reasons") }}

),

reasoned as (

    select
        store_weeks.store_id,
        store_weeks.iso_week,
        store_weeks.prior_year_iso_week as compared_iso_week,
        case
            when not week_facts.has_sales then 'no_sales'
            when store_weeks.first_date - store_weeks.opened_date < rules.minimum_age_day_count then 'opened_recently'
            when not coalesce(compared.has_sales, false) then 'no_compared_sales'
            when
                greatest(week_facts.closed_day_count, compared.closed_day_count) > rules.tolerated_closed_day_count
                then 'closed_days'
            when
                abs(week_facts.sales_area_m2 - compared.sales_area_m2)
                > rules.tolerated_area_change_rate * compared.sales_area_m2
                then 'sales_area_changed'
            when
                greatest(week_facts.missing_day_count, compared.missing_day_count) > rules.tolerated_missing_day_count
                then 'data_missing'
        end as reason_code
    from store_weeks
    cross join rules
    inner join week_facts
        on
            store_weeks.store_id = week_facts.store_id
            and store_weeks.iso_week = week_facts.iso_week
    left join week_facts as compared
        on
            store_weeks.store_id = compared.store_id
            and store_weeks.prior_year_iso_week = compared.iso_week

),

final as (

    select
        store_id,
        iso_week,
        compared_iso_week,
        reason_code is null as is_comparable,
        reason_code
    from reasoned

)

select * from final

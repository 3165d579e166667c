-- One row per edition and ISO week with sales that were expected and did not come.
with

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

missing_days as (

    select
        store_days.store_id,
        weeks.iso_week
    from {{ ref("fct_store_days") }} as store_days
    inner join weeks on store_days.business_date between weeks.first_date and weeks.last_date
    where store_days.store_day_status = 'missing'

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

missing as (

    select
        editions.edition_code,
        editions.iso_week,
        count(*) as day_count,
        cast(count(distinct missing_days.store_id) as varchar) as store_count,
        min(missing_days.store_id) as first_store_id,
        max(missing_days.store_id) as last_store_id
    from editions
    inner join missing_days
        on
            editions.store_id = missing_days.store_id
            and editions.iso_week = missing_days.iso_week
    group by
        editions.edition_code,
        editions.iso_week

),

-- One store is named, several are counted: the report lists them all further on.
missing_named as (

    select
        missing.*,
        case
            when missing.first_store_id = missing.last_store_id then store_weeks.store_label
            else missing.store_count || ' magasins'
        end as subject_fr,
        case
            when missing.first_store_id = missing.last_store_id then store_weeks.store_label
            else missing.store_count || ' stores'
        end as subject_en
    from missing
    inner join store_weeks
        on
            missing.first_store_id = store_weeks.store_id
            and missing.iso_week = store_weeks.iso_week

),

final as (

    select
        missing_named.edition_code,
        missing_named.iso_week,
        {{ reading({
            "statement_code": "'stores_missing'",
            "subject_fr": "missing_named.subject_fr",
            "subject_en": "missing_named.subject_en",
            "item_count": "missing_named.day_count",
        }) }}
    from missing_named
    inner join rules on rules.statement_code = 'stores_missing'
    where missing_named.day_count >= rules.threshold

)

select * from final

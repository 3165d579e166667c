-- One row per edition, ISO week and event in the life of one of its stores.
with

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

store_events as (

    select * from {{ ref("fct_store_events_weekly") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        {{ reading({
            "statement_code": "store_events.statement_code",
            "subject_fr": "store_weeks.store_label",
            "subject_en": "store_weeks.store_label",
            "item_count": "store_events.day_count",
            "first_date": "store_events.first_date",
            "last_date": "store_events.last_date",
        }) }}
    from editions
    inner join store_events
        on
            editions.store_id = store_events.store_id
            and editions.iso_week = store_events.iso_week
    inner join store_weeks
        on
            editions.store_id = store_weeks.store_id
            and editions.iso_week = store_weeks.iso_week
    inner join rules on store_events.statement_code = rules.statement_code
    where store_events.day_count >= rules.threshold

)

select * from final

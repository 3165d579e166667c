-- One row per edition, ISO week and public holiday or trading event on which the two weeks compared differ.
with

editions as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where is_main_comparison and reason_code is null

),

differences as (

    select * from {{ ref("fct_special_day_differences_weekly") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

stated as (

    select
        *,
        case
            when current_day_count > compared_day_count then kind || '_gained'
            when current_day_count < compared_day_count then kind || '_lost'
            when kind = 'holiday' and has_other_weekday then 'holiday_moved'
        end as statement_code,
        case
            when current_day_count = compared_day_count then current_day_count
            else abs(current_day_count - compared_day_count)
        end as day_count
    from differences

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        {{ reading({
            "statement_code": "stated.statement_code",
            "subject_fr": "stated.name_fr",
            "subject_en": "stated.name_en",
            "item_count": "stated.day_count",
            "first_date": "stated.first_date",
            "last_date": "stated.last_date",
            "compared_first_date": "stated.compared_first_date",
        }) }}
    from editions
    inner join stated
        on
            editions.iso_week = stated.iso_week
            and editions.comparison_code = stated.comparison_code
    inner join rules on stated.statement_code = rules.statement_code
    where stated.day_count >= rules.threshold

)

select * from final

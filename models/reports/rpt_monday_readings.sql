-- One row per edition, ISO week and sentence of what to read before the meeting, the most urgent first.
with

candidates as (

    select * from {{ ref("fct_readings_missing_weekly") }}
    union all
    select * from {{ ref("fct_readings_stores_weekly") }}
    union all
    select * from {{ ref("fct_readings_comparability_weekly") }}
    union all
    select * from {{ ref("fct_readings_calendar_weekly") }}
    union all
    select * from {{ ref("fct_readings_school_weekly") }}
    union all
    select * from {{ ref("fct_readings_evolution_weekly") }}
    union all
    select * from {{ ref("fct_readings_movers_weekly") }}
    union all
    select * from {{ ref("fct_readings_targets_weekly") }}
    union all
    select * from {{ ref("fct_readings_drive_weekly") }}

),

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

limited as (

    select
        candidates.*,
        rules.priority
    from candidates
    inner join editions
        on
            candidates.edition_code = editions.edition_code
            and candidates.iso_week = editions.iso_week
    inner join rules on candidates.statement_code = rules.statement_code
    qualify
        row_number() over (
            partition by candidates.edition_code, candidates.iso_week, candidates.statement_code
            order by
                candidates.amount_eur desc nulls last,
                candidates.item_count desc nulls last,
                candidates.first_date asc nulls last,
                candidates.subject_fr asc nulls last
        ) <= rules.statement_limit

),

ranked as (

    select
        *,
        row_number() over (
            partition by edition_code, iso_week
            order by
                priority asc,
                amount_eur desc nulls last,
                statement_code asc,
                item_count desc nulls last,
                first_date asc nulls last,
                subject_fr asc nulls last
        ) as sort_order
    from limited

),

final as (

    select
        edition_code,
        iso_week,
        sort_order,
        statement_code,
        subject_fr,
        subject_en,
        amount_eur,
        rate,
        item_count,
        first_date,
        last_date,
        compared_first_date
    from ranked
    where sort_order <= {{ var("reading_count", 6) }}

)

select * from final

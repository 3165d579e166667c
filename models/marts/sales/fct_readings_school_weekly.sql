-- One row per edition and ISO week in which the schools are on holiday in other zones than in the week compared.
with

editions as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}
    where is_main_comparison and reason_code is null

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

pairs as (

    select
        periods.iso_week,
        periods.comparison_code,
        current_weeks.school_holiday_zone_a_day_count - compared_weeks.school_holiday_zone_a_day_count as zone_a,
        current_weeks.school_holiday_zone_b_day_count - compared_weeks.school_holiday_zone_b_day_count as zone_b,
        current_weeks.school_holiday_zone_c_day_count - compared_weeks.school_holiday_zone_c_day_count as zone_c
    from {{ ref("fct_report_comparisons_weekly") }} as periods
    inner join weeks as current_weeks on periods.iso_week = current_weeks.iso_week
    inner join weeks as compared_weeks on periods.compared_first_date = compared_weeks.first_date
    where periods.comparison_code in ('prior_year', 'week_before')

),

directed as (

    select
        pairs.*,
        rules.statement_code,
        rules.threshold,
        case rules.statement_code when 'school_gained' then 1 else -1 end as direction
    from pairs
    inner join rules on rules.statement_code in ('school_gained', 'school_lost')

),

-- One letter for each zone that gained (or lost) as many days as the rule asks for.
stated as (

    select
        iso_week,
        comparison_code,
        statement_code,
        case when direction * zone_a >= threshold then 'A' else '' end
        || case when direction * zone_b >= threshold then 'B' else '' end
        || case when direction * zone_c >= threshold then 'C' else '' end as zone_letters
    from directed

),

named as (

    select
        *,
        case zone_letters
            when 'A' then 'zone A|zone A'
            when 'B' then 'zone B|zone B'
            when 'C' then 'zone C|zone C'
            when 'AB' then 'zones A et B|zones A and B'
            when 'AC' then 'zones A et C|zones A and C'
            when 'BC' then 'zones B et C|zones B and C'
            when 'ABC' then 'les trois zones|all three zones'
        end as zone_names
    from stated
    where zone_letters <> ''

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        {{ reading({
            "statement_code": "named.statement_code",
            "subject_fr": "split_part(named.zone_names, '|', 1)",
            "subject_en": "split_part(named.zone_names, '|', 2)",
            "item_count": "length(named.zone_letters)",
        }) }}
    from editions
    inner join named
        on
            editions.iso_week = named.iso_week
            and editions.comparison_code = named.comparison_code

)

select * from final

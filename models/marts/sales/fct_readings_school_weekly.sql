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

{%- set zones = ["a", "b", "c"] %}

differences as (

    select
        periods.iso_week,
        periods.comparison_code,
    {%- for zone in zones %}
        current_weeks.school_holiday_zone_{{ zone }}_day_count - compared_weeks.school_holiday_zone_{{ zone }}_day_count
            as zone_{{ zone }}{{ "," if not loop.last }}
    
{%- endfor %}
    from {{ ref("fct_report_comparisons_weekly") }} as periods
    inner join weeks as current_weeks on periods.iso_week = current_weeks.iso_week
    inner join weeks as compared_weeks on periods.compared_first_date = compared_weeks.first_date
    where periods.comparison_code in ('prior_year', 'week_before')

),

-- One letter for each zone that gained (or lost) as many days as the rule asks for.
stated as (

    select
        differences.iso_week,
        differences.comparison_code,
        rules.statement_code,
        {%- for zone in zones %}
            case
                when
                    case rules.statement_code when 'school_gained' then zone_{{ zone }} else -zone_{{ zone }} end
                    >= rules.threshold
                    then '{{ zone | upper }}'
                else ''
            end
            {{ "||" if not loop.last else "as zone_letters" }}
        {%- endfor %}
    from differences
    inner join rules on rules.statement_code in ('school_gained', 'school_lost')

),

named as (

    select
        *,
        case zone_letters
            {%- for letters, fr, en in [
                ("A", "zone A", "zone A"), ("B", "zone B", "zone B"), ("C", "zone C", "zone C"),
                ("AB", "zones A et B", "zones A and B"), ("AC", "zones A et C", "zones A and C"),
                ("BC", "zones B et C", "zones B and C"), ("ABC", "les trois zones", "all three zones"),
            ] %}
                when '{{ letters }}' then '{{ fr }}|{{ en }}'
            {%- endfor %}
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

-- One row per ISO week, headline figure and comparison.
with

terms as (

    select * from {{ ref("fct_metric_terms_weekly") }}

),

valued as (

    select
        *,
        case unit
            when 'rate' then {{ ratio_half_up("current_numerator", "current_denominator", 3) }}
            else {{ ratio_half_up("current_numerator", "current_denominator", 2) }}
        end as current_value,
        case unit
            when 'rate' then {{ ratio_half_up("compared_numerator", "compared_denominator", 3) }}
            else {{ ratio_half_up("compared_numerator", "compared_denominator", 2) }}
        end as compared_value
    from terms

),

moved as (

    select
        *,
        {{ evolution_rate(
            "current_numerator * compared_denominator", "compared_numerator * current_denominator"
        ) }} as change_rate,
        cast({{ ratio_half_up(
            "current_numerator * compared_denominator - compared_numerator * current_denominator",
            "current_denominator * compared_denominator", 3, "numeric(38, 0)"
        ) }} as double) as change_of_share
    from valued

),

evolved as (

    select
        *,
        -- A share moves by points.
        case
            when coverage_reason_code is not null then null
            when unit = 'rate' then change_of_share
            else change_rate
        end as evolution
    from moved

),

final as (

    select
        iso_week,
        metric_code,
        comparison_code,
        cast(
            case when comparison_code <> 'year_to_date' or is_current_period_complete then current_value end
            as numeric(18, 3)
        ) as current_value,
        cast(case when coverage_reason_code is null then compared_value end as numeric(18, 3)) as compared_value,
        evolution,
        case
            when evolution is null
                then {{ evolution_reason("coverage_reason_code", "current_value", "compared_value") }}
        end as reason_code
    from evolved

)

select * from final

-- One row per edition, ISO week, agreed figure and comparison.
with

terms as (

    select * from {{ ref("fct_metric_terms_weekly") }}

),

-- Products of two amounts do not fit 18 digits.
widened as (

    select
        edition_code,
        iso_week,
        metric_code,
        comparison_code,
        is_current_period_complete,
        coverage_reason_code,
        unit,
        cast(current_numerator as numeric(20, 2)) as current_numerator,
        cast(current_denominator as numeric(20, 2)) as current_denominator,
        cast(compared_numerator as numeric(20, 2)) as compared_numerator,
        cast(compared_denominator as numeric(20, 2)) as compared_denominator
    from terms

),

-- A figure that lacks a term (a rate, a cost, a target) is not a figure without sales.
valued as (

    select
        *,
        case unit
            when 'rate' then {{ ratio_half_up("current_numerator", "current_denominator", 3) }}
            else {{ ratio_half_up("current_numerator", "current_denominator", 2) }}
        end as current_value,
        case
            when coverage_reason_code is null
                then
                    case unit
                        when 'rate' then {{ ratio_half_up("compared_numerator", "compared_denominator", 3) }}
                        else {{ ratio_half_up("compared_numerator", "compared_denominator", 2) }}
                    end
        end as compared_value,
        case
            when coverage_reason_code is not null then coverage_reason_code
            when current_numerator is null or current_denominator is null then 'not_available'
            when compared_numerator is null or compared_denominator is null then 'compared_not_available'
        end as terms_reason_code
    from widened

),

-- A share moves by points.
evolved as (

    select
        *,
        case
            when terms_reason_code is null
                then
                    case unit
                        when 'rate'
                            then cast({{ ratio_half_up(
                                "current_numerator * compared_denominator - compared_numerator * current_denominator",
                                "current_denominator * compared_denominator", 3, "numeric(38, 0)"
                            ) }} as double)
                        else {{ evolution_rate(
                            "current_numerator * compared_denominator", "compared_numerator * current_denominator"
                        ) }}
                    end
        end as evolution
    from valued

),

final as (

    select
        edition_code,
        iso_week,
        metric_code,
        comparison_code,
        cast(
            case when comparison_code <> 'year_to_date' or is_current_period_complete then current_value end
            as numeric(18, 3)
        ) as current_value,
        cast(compared_value as numeric(18, 3)) as compared_value,
        evolution,
        case
            when evolution is null
                then {{ evolution_reason("terms_reason_code", "current_value", "compared_value") }}
        end as reason_code
    from evolved

)

select * from final

-- One row per attribute of a customer: what each criterion weighs where one of several values survives.
with

rules as (

    select
        *,
        {{ survivorship_digits("criterion") }} as digit_count
    from {{ ref("customer_survivorship_rules") }}

),

-- The score by a criterion stands before the digits of all that are tried later.
placed as (

    select
        *,
        coalesce(
            sum(digit_count) over (
                partition by attribute
                order by priority desc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as later_digit_count
    from rules

),

weighed as (

    select
        attribute,
        priority,
        criterion,
        source_systems,
        cast(power(10, later_digit_count) as bigint) as weight
    from placed

),

final as (

    select
        attribute,
        coalesce(max(case when criterion = 'validity' then weight end), 0) as validity_weight,
        coalesce(max(case when criterion = 'open' then weight end), 0) as open_weight,
        {% for source_system in customer_source_systems() -%}
            coalesce(max({{ source_score(source_system) }}), 0) as {{ source_system }}_score,
        {% endfor -%}
        coalesce(max(case when criterion = 'recency' then weight end), 0) as recency_weight,
        coalesce(max(case when criterion = 'frequency' then weight end), 0) as frequency_weight,
        max(case when priority = 1 then criterion end) as criterion_1,
        max(case when priority = 1 then weight end) as weight_1,
        max(case when priority = 2 then criterion end) as criterion_2,
        max(case when priority = 2 then weight end) as weight_2,
        max(case when priority = 3 then criterion end) as criterion_3,
        max(case when priority = 3 then weight end) as weight_3,
        max(case when priority = 4 then criterion end) as criterion_4,
        max(case when priority = 4 then weight end) as weight_4,
        max(case when priority = 5 then criterion end) as criterion_5,
        max(case when priority = 5 then weight end) as weight_5
    from weighed
    group by attribute

)

select * from final

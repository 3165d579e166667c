-- One row per golden customer and cohort that the first purchase makes: its month, its quarter and its peak.
{%- set cohort_types = {
    "month": {"label": month_label("first_month_number"), "month_count": 1, "condition": "true"},
    "quarter": {"label": quarter_label("first_month_number"), "month_count": 3, "condition": "true"},
    "peak": {"label": "first_iso_week", "month_count": 1, "condition": "is_peak_newcomer"},
} %}
with

customers as (

    select * from {{ ref("fct_customer_first_purchases") }}

),

final as (

    {% for cohort_type, rule in cohort_types.items() %}
        select
            customer_id,
            '{{ cohort_type }}' as cohort_type,
            {{ rule.label }} as cohort_code,
            cast({{ rule.month_count }} as bigint) as period_month_count,
            cast(
                (first_month_number - mod(first_month_number, {{ rule.month_count }}))
                / {{ rule.month_count }} as bigint
            ) as first_period_number,
            is_seen_from_the_start
        from customers
        where {{ rule.condition }}
        {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from final

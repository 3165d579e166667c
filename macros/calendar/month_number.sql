{#-
    Months from year 0 to the month of a date, so that months are counted and compared as whole numbers.

    date: an expression that is a date.
    Returns a bigint expression; null gives null.
-#}
{% macro month_number(date) -%}
    (
        12 * cast(extract(year from {{ date }}) as bigint)
        + cast(extract(month from {{ date }}) as bigint)
        - 1
    )
{%- endmacro %}

{#- The label of such a number: `2026-11`. -#}
{% macro month_label(number) -%}
    (
        cast(cast(({{ number }} - mod({{ number }}, 12)) / 12 as bigint) as varchar)
        || '-'
        || lpad(cast(cast(mod({{ number }}, 12) + 1 as bigint) as varchar), 2, '0')
    )
{%- endmacro %}

{#- The label of the quarter of such a number: `2026-Q4`. -#}
{% macro quarter_label(number) -%}
    (
        cast(cast(({{ number }} - mod({{ number }}, 12)) / 12 as bigint) as varchar)
        || '-Q'
        || cast(cast(round((mod({{ number }}, 12) - mod({{ number }}, 3)) / 3, 0) + 1 as bigint) as varchar)
    )
{%- endmacro %}

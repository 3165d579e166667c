{#-
    The label of the ISO week of a date, such as 2026-W53.

    date: an expression that casts to a date, from 1601 on.
    Returns a varchar expression; null gives null. Labels sort as weeks do.

    The year is that of the week's Thursday, so 1 January 2027 is in 2026-W53. Not the engines' week formats: DuckDB and
    Snowflake spell them differently, and a calendar year beside a week number gives 2027-W53.
-#}
{% macro iso_week_label(date) -%}
    (
        cast({{ iso_year(date) }} as varchar)
        || '-W'
        || lpad(cast({{ iso_week_number(date) }} as varchar), 2, '0')
    )
{%- endmacro %}

{#-
    The ISO year of a date: the calendar year of its week's Thursday, the day that decides which year owns the week.

    date: an expression that casts to a date, from 1601 on.
    Returns a bigint expression; null gives null.

    Not the engines' functions: DuckDB names it isoyear, Snowflake yearofweekiso.
-#}
{% macro iso_year(date) -%}
    cast(extract(year from {{ iso_week_start(date) }} + 3) as bigint)
{%- endmacro %}

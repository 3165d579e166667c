{#-
    The ISO week number of a date, 1 to 53: how many Thursdays its ISO year has seen by the week's Thursday.

    date: an expression that casts to a date, from 1601 on.
    Returns a bigint expression; null gives null.

    Not the engines' week functions: Snowflake's WEEK follows the session parameter WEEK_OF_YEAR_POLICY.
-#}
{% macro iso_week_number(date) -%}
    cast(floor((dayofyear({{ iso_week_start(date) }} + 3) + 6) / 7) as bigint)
{%- endmacro %}

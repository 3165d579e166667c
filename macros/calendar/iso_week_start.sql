{#-
    The Monday that opens the ISO week of a date.

    date: an expression that casts to a date, from 1601 on.
    Returns a date expression; null gives null.

    Counts days from a known Monday, 1 January 1601. Not the engines' date_trunc('week'): DuckDB returns a timestamp
    for one, and Snowflake's answer follows the session parameter WEEK_START.
-#}
{% macro iso_week_start(date) -%}
    (cast({{ date }} as date) - cast(mod(cast({{ date }} as date) - cast('1601-01-01' as date), 7) as integer))
{%- endmacro %}

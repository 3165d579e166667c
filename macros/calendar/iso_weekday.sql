{#-
    The ISO day of the week of a date: 1 for Monday to 7 for Sunday.

    date: an expression that casts to a date, from 1601 on.
    Returns a bigint expression; null gives null.

    Not the engines' dayofweek: 0 is Sunday on DuckDB, and on Snowflake what the session parameter WEEK_START makes it.
-#}
{% macro iso_weekday(date) -%}
    cast(mod(cast({{ date }} as date) - cast('1601-01-01' as date), 7) + 1 as bigint)
{%- endmacro %}

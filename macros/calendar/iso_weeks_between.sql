{#-
    How many weeks separate two weeks, given by their Mondays: 0 for the same week, negative when the second comes first.

    first_monday, last_monday: expressions that cast to dates, both Mondays (see iso_week_start).
    Returns a bigint expression; null gives null.

    Not datediff(week): on DuckDB it counts 0 from a Sunday to the Monday after, through dbt it counts from Sunday, and on
    Snowflake it follows the session parameter WEEK_START.
-#}
{% macro iso_weeks_between(first_monday, last_monday) -%}
    cast(floor((cast({{ last_monday }} as date) - cast({{ first_monday }} as date)) / 7) as bigint)
{%- endmacro %}

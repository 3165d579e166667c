{#-
    The dates that the calendar is computed over: whole ISO years, from the one before the report's first day, which
    that day's year is compared with, to the one that holds its last day.

    Reads the vars calendar_first_date and calendar_last_date.
    Returns a dictionary of two Python dates, first_date and last_date.

    Whole years, because the event mapping is settled year by year: on a part of a year it would swap other days.
-#}
{% macro calendar_bounds() -%}
    {%- set date = modules.datetime.date -%}
    {%- set first_year = date.fromisoformat(var("calendar_first_date") | string).isocalendar()[0] -%}
    {%- set last_year = date.fromisoformat(var("calendar_last_date") | string).isocalendar()[0] -%}
    {%- do return({
        "first_date": date.fromisocalendar(first_year - 1, 1, 1),
        "last_date": date.fromisocalendar(last_year + 1, 1, 1) - modules.datetime.timedelta(days=1),
    }) -%}
{%- endmacro %}

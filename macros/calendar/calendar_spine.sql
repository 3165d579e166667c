{#-
    Every date from one day to another, both included, as a query of one column, calendar_date.

    first_date, last_date: Python dates or texts such as '2009-01-01', known when the query is rendered.
    Returns a select statement, to stand alone in a CTE.

    Not dbt.date_spine: it asks the engine for the number of days while rendering, which an offline compile forbids,
    and it adds intervals, which give timestamps on DuckDB.
-#}
{% macro calendar_spine(first_date, last_date) -%}
    {%- set first = modules.datetime.date.fromisoformat(first_date | string) -%}
    {%- set last = modules.datetime.date.fromisoformat(last_date | string) -%}
    select cast('{{ first }}' as date) + cast(days.generated_number - 1 as integer) as calendar_date
    from ({{ dbt.generate_series((last - first).days + 1) }}) as days
{%- endmacro %}

{#-
    count(distinct column) where a group has few rows and there are many groups, as the lines of a ticket.

    DuckDB counts distinct values by grouping every row once more, by the group and the value; a list of few is cheaper.
    column: a column or expression; null counts for nothing.
-#}
{% macro distinct_count_of_few(column) -%}
    {{ return(adapter.dispatch("distinct_count_of_few", "lundi")(column)) }}
{%- endmacro %}

{% macro default__distinct_count_of_few(column) -%}
    {{ exceptions.raise_compiler_error("distinct_count_of_few is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__distinct_count_of_few(column) -%}
    cast(list_unique(list({{ column }})) as bigint)
{%- endmacro %}

{% macro snowflake__distinct_count_of_few(column) -%}
    count(distinct {{ column }})
{%- endmacro %}

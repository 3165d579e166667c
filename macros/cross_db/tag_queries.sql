{#-
    Queries that follow belong to the node, so that its cost can be told; with is_over, to the run alone again.
    Snowflake has tags (macros/snowflake/set_query_tag.sql), DuckDB none.
-#}
{% macro tag_queries(is_over=false) -%}
    {{ return(adapter.dispatch("tag_queries", "lundi")(is_over)) }}
{%- endmacro %}

{% macro default__tag_queries(is_over) -%}
    {{ exceptions.raise_compiler_error("tag_queries is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__tag_queries(is_over) -%}
{%- endmacro %}

{% macro snowflake__tag_queries(is_over) -%}
    {% do unset_query_tag(none) if is_over else set_query_tag() %}
{%- endmacro %}

{#- Whether two lists written as |a|b|c| have an entry in common; null where one is null. -#}
{% macro lists_overlap(left, right) -%}
    {{ return(adapter.dispatch("lists_overlap", "lundi")(left, right)) }}
{%- endmacro %}

{% macro default__lists_overlap(left, right) -%}
    {{ exceptions.raise_compiler_error("lists_overlap is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__lists_overlap(left, right) -%}
    list_has_any(string_split(trim({{ left }}, '|'), '|'), string_split(trim({{ right }}, '|'), '|'))
{%- endmacro %}

{% macro snowflake__lists_overlap(left, right) -%}
    arrays_overlap(split(trim({{ left }}, '|'), '|'), split(trim({{ right }}, '|'), '|'))
{%- endmacro %}

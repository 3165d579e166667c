{#- Levenshtein distance of two ASCII texts: letters to put in, take out or replace. Null where one is null. -#}
{% macro edit_distance(left, right) -%}
    {{ return(adapter.dispatch("edit_distance", "lundi")(left, right)) }}
{%- endmacro %}

{% macro default__edit_distance(left, right) -%}
    {{ exceptions.raise_compiler_error("edit_distance is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__edit_distance(left, right) -%}
    levenshtein({{ left }}, {{ right }})
{%- endmacro %}

{% macro snowflake__edit_distance(left, right) -%}
    editdistance({{ left }}, {{ right }})
{%- endmacro %}

{#-
    Jaro-Winkler similarity of two lower-case ASCII texts as a whole number from 0 to 100, cut off and not rounded, as
    Snowflake gives it. Null where one is null.
-#}
{% macro name_similarity(left, right) -%}
    {{ return(adapter.dispatch("name_similarity", "lundi")(left, right)) }}
{%- endmacro %}

{% macro default__name_similarity(left, right) -%}
    {{ exceptions.raise_compiler_error("name_similarity is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__name_similarity(left, right) -%}
    cast(floor(round(100 * jaro_winkler_similarity({{ left }}, {{ right }}), 6)) as bigint)
{%- endmacro %}

{% macro snowflake__name_similarity(left, right) -%}
    jarowinkler_similarity({{ left }}, {{ right }})
{%- endmacro %}

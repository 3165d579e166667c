{#-
    A text in which each character that is not among those allowed gives way to another one, or to nothing.

    DuckDB's translate builds its table anew for each row and is slow with long lists, a regular expression is not;
    Snowflake's expressions have other rules, its translate has none.
    text: an expression (Snowflake evaluates it more than once); allowed: the characters as they stand in a literal, a
    hyphen last; other: the one character, or none, that stands for each of the rest.
-#}
{% macro kept_characters(text, allowed, other="") -%}
    {{ return(adapter.dispatch("kept_characters", "lundi")(text, allowed, other)) }}
{%- endmacro %}

{% macro default__kept_characters(text, allowed, other) -%}
    {{ exceptions.raise_compiler_error("kept_characters is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__kept_characters(text, allowed, other) -%}
    regexp_replace({{ text }}, '[^{{ allowed }}]', '{{ other }}', 'g')
{%- endmacro %}

{% macro snowflake__kept_characters(text, allowed, other) -%}
    {%- set others = "translate(" ~ text ~ ", '" ~ allowed ~ "', '')" -%}
    {%- if other -%}
    translate({{ text }}, {{ others }}, repeat('{{ other }}', length({{ others }})))
    {%- else -%}
    translate({{ text }}, {{ others }}, '')
    {%- endif -%}
{%- endmacro %}

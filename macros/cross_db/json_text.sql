{#-
    A member of a JSON object as text; null where the object has none of that name, or its value is null.
    document: an expression of text that holds an object; name: the member, in letters and underscores.
-#}
{% macro json_text(document, name) -%}
    {{ return(adapter.dispatch("json_text", "lundi")(document, name)) }}
{%- endmacro %}

{% macro default__json_text(document, name) -%}
    {{ exceptions.raise_compiler_error("json_text is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__json_text(document, name) -%}
    json_extract_string({{ document }}, '$.{{ name }}')
{%- endmacro %}

{% macro snowflake__json_text(document, name) -%}
    json_extract_path_text({{ document }}, '{{ name }}')
{%- endmacro %}

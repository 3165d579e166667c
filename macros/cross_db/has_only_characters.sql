{#-
    Whether a text is empty or made of the allowed characters alone, as a condition; null where the text is.
    text: an expression; allowed: as for kept_characters.
-#}
{% macro has_only_characters(text, allowed) -%}
    {{ return(adapter.dispatch("has_only_characters", "lundi")(text, allowed)) }}
{%- endmacro %}

{% macro default__has_only_characters(text, allowed) -%}
    {{ exceptions.raise_compiler_error("has_only_characters is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__has_only_characters(text, allowed) -%}
    regexp_full_match({{ text }}, '[{{ allowed }}]*')
{%- endmacro %}

{% macro snowflake__has_only_characters(text, allowed) -%}
    (translate({{ text }}, '{{ allowed }}', '') = '')
{%- endmacro %}

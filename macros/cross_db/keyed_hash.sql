{#-
    What stands for a value that must not be kept: 64 small hexadecimal digits, SHA-256 of the value between two times the
    secret. Whoever lacks the secret cannot try out values. pepper: the column that holds the secret (source `secret`).
-#}
{% macro keyed_hash(value, pepper) -%}
    {{ return(adapter.dispatch("keyed_hash", "lundi")(value, pepper)) }}
{%- endmacro %}

{% macro default__keyed_hash(value, pepper) -%}
    {{ exceptions.raise_compiler_error("keyed_hash is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__keyed_hash(value, pepper) -%}
    sha256({{ pepper }} || {{ value }} || {{ pepper }})
{%- endmacro %}

{% macro snowflake__keyed_hash(value, pepper) -%}
    sha2({{ pepper }} || {{ value }} || {{ pepper }}, 256)
{%- endmacro %}

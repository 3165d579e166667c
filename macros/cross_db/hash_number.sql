{#-
    A whole number of 60 bits that stands for a text: hexadecimal digits 2 to 16 of its MD5. It is compared, sorted and
    joined faster than the text; two of ten million texts share one with probability 4e-5.
-#}
{% macro hash_number(text) -%}
    {{ return(adapter.dispatch("hash_number", "lundi")(text)) }}
{%- endmacro %}

{% macro default__hash_number(text) -%}
    {{ exceptions.raise_compiler_error("hash_number is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__hash_number(text) -%}
    cast('0x' || substr(md5({{ text }}), 2, 15) as bigint)
{%- endmacro %}

{% macro snowflake__hash_number(text) -%}
    cast(mod(md5_number_upper64({{ text }}), 1152921504606846976) as bigint)
{%- endmacro %}

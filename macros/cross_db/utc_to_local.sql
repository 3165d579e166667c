{#-
    A UTC timestamp (without zone) as wall clock of a time zone.
    timestamp: UTC; time_zone: an IANA name, a literal or a column.
-#}
{% macro utc_to_local(timestamp, time_zone) -%}
    {{ return(adapter.dispatch("utc_to_local", "lundi")(timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__utc_to_local(timestamp, time_zone) -%}
    {{ exceptions.raise_compiler_error("utc_to_local is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__utc_to_local(timestamp, time_zone) -%}
    (({{ timestamp }}) at time zone 'UTC' at time zone {{ time_zone }})
{%- endmacro %}

{% macro snowflake__utc_to_local(timestamp, time_zone) -%}
    convert_timezone('UTC', {{ time_zone }}, {{ timestamp }})
{%- endmacro %}

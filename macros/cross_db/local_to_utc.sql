{#-
    Wall clock of a time zone as UTC timestamp (without zone).

    In the repeated hour of October it is the second one, as the landing contract says: DuckDB takes the later one by
    itself; Snowflake's answer is checked by the value list and by the account checklist.
    timestamp: wall clock; time_zone: an IANA name, a literal or a column.
-#}
{% macro local_to_utc(timestamp, time_zone) -%}
    {{ return(adapter.dispatch("local_to_utc", "lundi")(timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__local_to_utc(timestamp, time_zone) -%}
    {{ exceptions.raise_compiler_error("local_to_utc is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__local_to_utc(timestamp, time_zone) -%}
    (({{ timestamp }}) at time zone {{ time_zone }} at time zone 'UTC')
{%- endmacro %}

{% macro snowflake__local_to_utc(timestamp, time_zone) -%}
    convert_timezone({{ time_zone }}, 'UTC', {{ timestamp }})
{%- endmacro %}

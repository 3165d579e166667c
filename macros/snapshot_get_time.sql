{#- A snapshot has the run's clock: dbt's own would ask the engine for the time, and a replay would date it today. -#}
{% macro snapshot_get_time() -%}
    {{ as_of() }}
{%- endmacro %}

{#-
    The run's clock as a timestamp literal (UTC): the variable `as_of`, or the moment dbt started.
    A delivery received later does not exist for the run, so that a past Monday can be built again.
-#}
{% macro as_of() -%}
    cast('{{ var("as_of") or run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}

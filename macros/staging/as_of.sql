{#-
    The run's clock as a timestamp literal (UTC): the variable `as_of`, else LUNDI_AS_OF, else the moment dbt started.
    A delivery received later does not exist for the run, so that a past Monday can be built again.
-#}
{% macro as_of() -%}
    cast('{{ var("as_of") or env_var("LUNDI_AS_OF", "") or run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}

{#- The run's day at head office, as a date: a week is over when it is over there. -#}
{% macro as_of_date() -%}
    cast({{ utc_to_local(as_of(), "'Europe/Paris'") }} as date)
{%- endmacro %}

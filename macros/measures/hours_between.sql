{#-
    Whole seconds from one moment to a later one.
    first, last: timestamps.
-#}
{% macro seconds_between(first, last) -%}
    {{- dbt.datediff(first, last, "second") | trim | replace(" )", ")") -}}
{%- endmacro %}

{#-
    Hours from one moment to a later one, in hundredths; zero where the second is not later.
    first, last: timestamps.
-#}
{% macro hours_between(first, last) -%}
    cast(
        case
            when {{ last }} > {{ first }}
                then round(cast({{ seconds_between(first, last) }} as numeric(18, 2)) / 3600, 2)
            else 0
        end
        as numeric(18, 2)
    )
{%- endmacro %}

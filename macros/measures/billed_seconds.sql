{#-
    Seconds that a warehouse is billed for once it was woken: per second, 60 at least, and the seconds that it waits
    before it suspends itself. (Snowflake, "Understanding compute cost": the minimum holds for each resume.)
    busy, auto_suspend: seconds; null gives null.
-#}
{% macro billed_seconds(busy, auto_suspend) -%}
    case
        when ({{ busy }}) + ({{ auto_suspend }}) < 60 then cast(60 as double)
        else cast(({{ busy }}) + ({{ auto_suspend }}) as double)
    end
{%- endmacro %}

{#-
    The instant (UTC) that a delivered time names: one with an offset is taken as it is, one without is wall clock.

    column: the timestamp; has_offset: whether it came with an offset; zone: an expression with the time zone's name.
    Returns a timestamp expression; null gives null.
-#}
{% macro as_instant(column, has_offset, zone) -%}
    case
        when {{ has_offset }} then {{ column }}
        else {{ local_to_utc(column, zone) }}
    end
{%- endmacro %}

{#- The wall clock of the zone at the moment that a delivered time names; parameters as those of as_instant. -#}
{% macro as_wall_clock(column, has_offset, zone) -%}
    case
        when {{ has_offset }} then {{ utc_to_local(column, zone) }}
        else {{ column }}
    end
{%- endmacro %}

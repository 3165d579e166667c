{#-
    The Monday that opens the ISO week of a label such as 2026-W53.

    label: a varchar expression that holds such labels.
    Returns a date expression; null gives null.

    4 January is in week 1 of its ISO year, whatever its weekday.
-#}
{% macro iso_week_monday(label) -%}
    (
        {{ iso_week_start("substr(" ~ label ~ ", 1, 4) || '-01-04'") }}
        + 7 * (cast(substr({{ label }}, 7, 2) as integer) - 1)
    )
{%- endmacro %}

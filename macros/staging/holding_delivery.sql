{#-
    The delivery whose rows hold for one replacement unit (a ticket, an order, a key), as a window expression.

    The highest correction wins, whatever the order of arrival; where no correction came, the first `append` does, so
    that a unit sent again by mistake never counts twice.
    unit: columns that one correction replaces together.
-#}
{% macro holding_delivery(unit) -%}
    coalesce(
        max(case when delivery_mode = 'correction' then delivery_id end) over (partition by {{ unit | join(", ") }}),
        min(delivery_id) over (partition by {{ unit | join(", ") }})
    )
{%- endmacro %}

{#-
    The delivery whose row holds, as a window expression.

    For a replacement unit (a ticket, an order) that was corrected it is the highest correction, whatever the order of
    arrival. Else each key's first `append` holds, so that a row sent again by mistake never counts twice while a line
    that comes later than its neighbours is not lost.
    key: columns of the key; unit: columns that one correction replaces together (default: the key).
-#}
{% macro holding_delivery(key, unit=none) -%}
    coalesce(
        max(case when delivery_mode = 'correction' then delivery_id end)
            over (partition by {{ (unit or key) | join(", ") }}),
        min(delivery_id) over (partition by {{ key | join(", ") }})
    )
{%- endmacro %}

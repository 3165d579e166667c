{#-
    The delivery whose row holds, as a window expression.

    For a replacement unit (a ticket, an order) that was corrected it is the highest correction, whatever the order of
    arrival. Else each key's first `append` holds, so that a row sent again by mistake never counts twice while a line
    that comes later than its neighbours is not lost.
    key: columns of the key; unit: columns that one correction replaces together (default: the key); relation: what the
    columns are qualified with, where several are in scope.
-#}
{% macro holding_delivery(key, unit=none, relation=none) -%}
    {%- set before = relation ~ "." if relation else "" -%}
    coalesce(
        max(case when {{ before }}delivery_mode = 'correction' then {{ before }}delivery_id end)
            over (partition by {{ before }}{{ (unit or key) | join(", " ~ before) }}),
        min({{ before }}delivery_id) over (partition by {{ before }}{{ key | join(", " ~ before) }})
    )
{%- endmacro %}

{#-
    The delivery whose row held at the moment of each delivery, by the same rule, as a window expression.
    key: columns of the key; moment: the column that says when a row was delivered.
-#}
{% macro holding_delivery_then(key, moment) -%}
    {%- set by_then -%}
        partition by {{ key | join(", ") }} order by {{ moment }} asc nulls last
        range between unbounded preceding and current row
    {%- endset -%}
    coalesce(
        max(case when delivery_mode = 'correction' then delivery_id end) over ({{ by_then }}),
        min(delivery_id) over ({{ by_then }})
    )
{%- endmacro %}

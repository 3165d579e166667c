{#-
    The rows of an append-and-correction entity that hold, as a select.

    For a replacement unit (a ticket, an order) that was corrected the highest correction holds, whatever the order of
    arrival. Else each key's first `append` holds, so that a row sent again by mistake never counts twice while a line
    that comes later than its neighbours is not lost.
    source: a CTE of raw rows; key: columns of the key; unit: columns that one correction replaces together (default: the
    key).

    Nearly every unit comes in one delivery only: those are told by one small aggregate, and the window, which would sort
    every line of the history, is left for the rest.
-#}
{% macro held_rows(source, key, unit=none) -%}
    {%- set unit = unit or key -%}
    select {{ source }}.*
    from {{ source }}
    inner join (
        select {{ unit | join(", ") }}
        from {{ source }}
        group by {{ unit | join(", ") }}
        having min(delivery_id) = max(delivery_id)
    ) as sent_once
        on {% for column in unit %}{{ source }}.{{ column }} = sent_once.{{ column }}{{ " and " if not loop.last }}{% endfor %}
    union all
    (
        select {{ source }}.*
        from {{ source }}
        inner join (
            select {{ unit | join(", ") }}
            from {{ source }}
            group by {{ unit | join(", ") }}
            having min(delivery_id) <> max(delivery_id)
        ) as sent_again
            on {% for column in unit %}{{ source }}.{{ column }} = sent_again.{{ column }}{{ " and " if not loop.last }}{% endfor %}
        qualify {{ source }}.delivery_id = coalesce(
            max(case when {{ source }}.delivery_mode = 'correction' then {{ source }}.delivery_id end)
                over (partition by {% for column in unit %}{{ source }}.{{ column }}{{ ", " if not loop.last }}{% endfor %}),
            min({{ source }}.delivery_id) over (partition by {% for column in key %}{{ source }}.{{ column }}{{ ", " if not loop.last }}{% endfor %})
        )
    )
{%- endmacro %}

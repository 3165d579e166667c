{#-
    The units of an append-and-correction entity, and whether they came in one delivery only, as a select.
    Nearly all do: those are told by one small aggregate, and the window of held_rows, which would sort every line of the
    history, is left for the rest.
    source: a CTE of raw rows; unit: columns that one correction replaces together.
-#}
{% macro delivered_units(source, unit) -%}
    select
        {{ unit | join(",\n        ") }},
        min(delivery_id) = max(delivery_id) as is_sent_once
    from {{ source }}
    group by {{ unit | join(", ") }}
{%- endmacro %}

{#-
    The rows of an append-and-correction entity that hold, as a select.

    For a unit (a ticket, an order) that was corrected the highest correction holds, whatever the order of arrival. Else
    each key's first `append` holds, so that a row sent again by mistake never counts twice while a line that comes later
    than its neighbours is not lost.
    source: a CTE of raw rows; units: the CTE of delivered_units; key: columns of the key; unit: as there.
-#}
{% macro held_rows(source, units, key, unit) -%}
    {%- set joined = [] -%}
    {%- set source_unit = [] -%}
    {%- set source_key = [] -%}
    {%- for column in unit -%}
        {%- do joined.append(source ~ "." ~ column ~ " = " ~ units ~ "." ~ column) -%}
        {%- do source_unit.append(source ~ "." ~ column) -%}
    {%- endfor -%}
    {%- for column in key -%}{%- do source_key.append(source ~ "." ~ column) -%}{%- endfor -%}
    select {{ source }}.*
    from {{ source }}
    inner join {{ units }} on {{ joined | join(" and ") }}
    where {{ units }}.is_sent_once
    union all
    select {{ source }}.*
    from {{ source }}
    inner join {{ units }} on {{ joined | join(" and ") }}
    where not {{ units }}.is_sent_once
    qualify
        {{ source }}.delivery_id = coalesce(
            max(case when {{ source }}.delivery_mode = 'correction' then {{ source }}.delivery_id end)
                over (partition by {{ source_unit | join(", ") }}),
            min({{ source }}.delivery_id) over (partition by {{ source_key | join(", ") }})
        )
{%- endmacro %}

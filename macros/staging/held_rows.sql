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
    The rows of an append-and-correction entity that hold (holding_delivery), as a select.
    source: a CTE of raw rows; units: the CTE of delivered_units; key: columns of the key; unit: as there.
-#}
{% macro held_rows(source, units, key, unit) -%}
    {%- set joined = [] -%}
    {%- for column in unit -%}
        {%- do joined.append(source ~ "." ~ column ~ " = " ~ units ~ "." ~ column) -%}
    {%- endfor -%}
    select {{ source }}.*
    from {{ source }}
    inner join {{ units }} on {{ joined | join(" and ") }}
    where {{ units }}.is_sent_once
    union all
    select {{ source }}.*
    from {{ source }}
    inner join {{ units }} on {{ joined | join(" and ") }}
    where not {{ units }}.is_sent_once
    qualify {{ source }}.delivery_id = {{ holding_delivery(key, unit, source) }}
{%- endmacro %}

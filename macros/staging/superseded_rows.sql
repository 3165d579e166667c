{#-
    CTEs that count the rows of a raw table which another delivery replaced, each named after `name`: the last of them,
    <name>_superseded, has one row with superseded_row_count; where rows may be of erased people, with replaced_row_count,
    those of these rows, too, and <name>_suppressed has one with suppressed_row_count, replaced or not.

    The rule is that of holding_delivery, put the other way round, and so no echo of what staging keeps. Only units that
    several deliveries brought are looked at row by row.
    relation: the raw table; key, unit: columns; suppressed: a macro's condition that `resent`, or `delivered`, is a row of
    an erased person (is_suppressed), as a list of the two; none where no row can be.
-#}
{% macro superseded_rows(name, relation, key, unit, suppressed=none) -%}
    {%- set by_unit, by_key = unit | join(",\n            "), key | join(",\n            ") -%}
    {{ name }}_resent_units as (

        select{{ " " if unit | length == 1 else "\n            " }}{{ by_unit }}
        from {{ relation }}
        where delivered_at <= {{ as_of() }}
        group by
            {{ by_unit }}
        having min(delivery_id) <> max(delivery_id)

    ),

    {{ name }}_resent as (

        select delivered.*
        from {{ relation }} as delivered
        inner join {{ name }}_resent_units as units on {{ same_columns("delivered", "units", unit) }}
        where delivered.delivered_at <= {{ as_of() }}

    ),

    {{ name }}_corrections as (

        select
            {{ by_unit }},
            max(delivery_id) as last_correction_id
        from {{ name }}_resent
        where delivery_mode = 'correction'
        group by
            {{ by_unit }}

    ),

    {{ name }}_firsts as (

        select
            {{ by_key }},
            min(delivery_id) as first_delivery_id
        from {{ name }}_resent
        group by
            {{ by_key }}

    ),

    {{ name }}_superseded as (

        select
            {{ "count(suppressed.source_customer_id) as replaced_row_count," if suppressed }}
            count(*) as superseded_row_count
        from {{ name }}_resent as resent
        inner join {{ name }}_firsts as firsts on {{ same_columns("resent", "firsts", key) }}
        left join {{ name }}_corrections as corrections on {{ same_columns("resent", "corrections", unit) }}
        {%- if suppressed %}
        left join {{ ref("stg_privacy__suppressed_accounts") }} as suppressed
            on {{ suppressed[0] }}
        {%- endif %}
        where resent.delivery_id <> coalesce(corrections.last_correction_id, firsts.first_delivery_id)

    )
    {%- if suppressed %},

    {{ name }}_suppressed as (

        select count(*) as suppressed_row_count
        from {{ relation }} as delivered
        inner join {{ ref("stg_privacy__suppressed_accounts") }} as suppressed
            on {{ suppressed[1] }}
        where delivered.delivered_at <= {{ as_of() }}

    )
    {%- endif %}
{%- endmacro %}

{#- The same for an entity that comes as whole states: those that a later one silences from its first day on. -#}
{% macro silenced_rows(name, relation) -%}
    {{ name }}_states as (

        select
            delivery_id,
            covers_from,
            count(*) as row_count
        from {{ relation }}
        where delivered_at <= {{ as_of() }}
        group by
            delivery_id,
            covers_from

    ),

    {{ name }}_silenced as (

        select distinct
            states.delivery_id,
            states.row_count
        from {{ name }}_states as states
        inner join {{ name }}_states as later_states
            on
                states.delivery_id < later_states.delivery_id
                and states.covers_from >= later_states.covers_from

    ),

    {{ name }}_superseded as (

        select coalesce(sum(row_count), 0) as superseded_row_count
        from {{ name }}_silenced

    )
{%- endmacro %}

{#- That two relations have the same values in some columns, as a condition. -#}
{% macro same_columns(one, other, columns) -%}
    {%- for column in columns -%}
        {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ " and " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

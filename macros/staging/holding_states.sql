{#-
    The `full` deliveries that still say something, as a select of their delivery_id.

    A full delivery is the whole state from covers_from on: it silences every older delivery whose state began on that
    day or later. A correction sent today for January therefore also replaces what was said for February.
    relation: a CTE with delivery_id and covers_from.
-#}
{% macro holding_states(relation) -%}
    select delivery_id
    from (
        select
            delivery_id,
            covers_from,
            min(covers_from) over (
                order by delivery_id desc nulls last
                rows between unbounded preceding and 1 preceding
            ) as later_covers_from
        from (
            select distinct
                delivery_id,
                covers_from
            from {{ relation }}
        ) as states
    ) as states_with_later
    where later_covers_from is null or later_covers_from > covers_from
{%- endmacro %}

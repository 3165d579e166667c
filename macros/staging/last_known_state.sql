{#-
    A select of the last state of each key of a referential, kept after the referential has dropped it.
    states: a CTE with the key and valid_from_date; key: the column that names the thing.
    Adds is_listed: whether the latest state of the whole referential still names it.
-#}
{% macro last_known_state(states, key) -%}
    select
        *,
        valid_from_date = max(valid_from_date) over () as is_listed
    from {{ states }}
    qualify row_number() over (partition by {{ key }} order by valid_from_date desc) = 1
{%- endmacro %}

{#-
    A select of the last state of each key of a referential, kept after the referential has dropped it.
    states: a CTE with the key and valid_from_date; last_state: a CTE with the first day of the referential's last state;
    key: the column that names the thing. Adds is_listed: whether that last state still names it.
-#}
{% macro last_known_state(states, last_state, key) -%}
    select
        {{ states }}.*,
        coalesce({{ states }}.valid_from_date = {{ last_state }}.valid_from_date, false) as is_listed
    from {{ states }}
    cross join {{ last_state }}
    qualify row_number() over (partition by {{ states }}.{{ key }} order by {{ states }}.valid_from_date desc nulls last) = 1
{%- endmacro %}

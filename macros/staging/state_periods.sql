{#-
    The history of a referential as a select: one row per key and period in which it stood unchanged.

    states: a CTE with the key, valid_from_date and the attributes, one row per key and full state;
    key: the column that names the thing; attributes: columns whose change opens a new period.
    Adds valid_until_date, the first day on which the period holds no more (a state that drops the key ends it too); null
    for a period that still holds.
-#}
{% macro state_periods(states, key, attributes) -%}
    {%- set by_key = "over (partition by with_next." ~ key ~ " order by with_next.valid_from_date)" -%}
    select
        {{ key }},
        {%- for attribute in attributes %}
        min({{ attribute }}) as {{ attribute }},
        {%- endfor %}
        min(valid_from_date) as valid_from_date,
        case when count(*) = count(next_state_date) then max(next_state_date) end as valid_until_date
    from (
        select
            compared.*,
            sum(case when is_unchanged then 0 else 1 end) over (
                partition by {{ key }} order by valid_from_date rows between unbounded preceding and current row
            ) as period_number
        from (
            select
                with_next.*,
                coalesce(
                    lag(next_state_date) {{ by_key }} = valid_from_date
                    {%- for attribute in attributes %}
                    and {{ attribute }} is not distinct from lag({{ attribute }}) {{ by_key }}
                    {%- endfor %},
                    false
                ) as is_unchanged
            from (
                select
                    {{ states }}.*,
                    state_days.next_state_date
                from {{ states }}
                inner join (
                    select
                        valid_from_date,
                        lead(valid_from_date) over (order by valid_from_date) as next_state_date
                    from (select distinct valid_from_date from {{ states }}) as state_dates
                ) as state_days
                    on {{ states }}.valid_from_date = state_days.valid_from_date
            ) as with_next
        ) as compared
    ) as numbered
    group by
        {{ key }},
        period_number
{%- endmacro %}

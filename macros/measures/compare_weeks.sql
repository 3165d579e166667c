{#-
    A select that puts each week's measures beside those of the weeks it is compared with: one row per iso_week,
    comparison_code and the columns of `by`, with `current_<measure>` and `compared_<measure>`.

    weekly: a CTE with iso_week, `by` and the measures, which must add up over weeks.
    comparisons: a CTE with the rows of brg_iso_week_comparisons that are wanted.
    measures: name to type, e.g. {"ticket_count": "bigint"}.
-#}
{% macro compare_weeks(weekly, comparisons, by, measures) %}
    select
        {{ comparisons }}.iso_week,
        {{ comparisons }}.comparison_code,
        {%- for column in by %}
        {{ weekly }}.{{ column }},
        {%- endfor %}
        {%- for measure, type in measures.items() %}
        {%- for role in ("current", "compared") %}
        {%- set of_role = "case when " ~ comparisons ~ ".period_role = '" ~ role ~ "' then " %}
        {%- if measure in incomplete_when_missing() %}
        case
            when count({{ of_role }}1 end) = count({{ of_role }}{{ weekly }}.{{ measure }} end)
                then cast(sum({{ of_role }}{{ weekly }}.{{ measure }} end) as {{ type }})
        end as {{ role }}_{{ measure }}
        {%- else %}
        cast(sum({{ of_role }}{{ weekly }}.{{ measure }} end) as {{ type }}) as {{ role }}_{{ measure }}
        {%- endif %}{{ "," if not (loop.last and measure == (measures.keys() | list)[-1]) }}
        {%- endfor %}
        {%- endfor %}
    from {{ comparisons }}
    inner join {{ weekly }} on {{ comparisons }}.member_iso_week = {{ weekly }}.iso_week
    group by
        {{ comparisons }}.iso_week,
        {{ comparisons }}.comparison_code
        {%- for column in by %},
        {{ weekly }}.{{ column }}
        {%- endfor %}
{% endmacro %}

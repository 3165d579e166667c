{#-
    Fails with each group whose sum of a column differs between the model and another relation, or stands in one only.
    column: the additive column, the same name on both sides; to: the other relation;
    group_by: columns of both (none: one grand total); condition: a filter on the model's rows;
    to_column, to_condition: the column's name and a filter on the other side, where they are not the model's.
-#}
{% test total_equals(model, column, to, group_by=[], condition="true", to_column=none, to_condition="true") %}
{%- set group_clause = "group by " ~ group_by | join(", ") if group_by else "" %}
with

this_side as (

    select {{ (group_by + ["sum(" ~ column ~ ") as total"]) | join(", ") }}
    from {{ model }}
    where {{ condition }}
    {{ group_clause }}

),

other_side as (

    select {{ (group_by + ["sum(" ~ (to_column or column) ~ ") as total"]) | join(", ") }}
    from {{ to }}
    where {{ to_condition }}
    {{ group_clause }}

),

final as (

    select
        {%- for name in group_by %}
        coalesce(this_side.{{ name }}, other_side.{{ name }}) as {{ name }},
        {%- endfor %}
        this_side.total as this_total,
        other_side.total as other_total
    from this_side
    full outer join other_side
        on
            {%- for name in group_by %}
            this_side.{{ name }} = other_side.{{ name }}{{ " and" if not loop.last }}
            {%- else %}
            true
            {%- endfor %}
    where
        coalesce(this_side.total, 0) <> coalesce(other_side.total, 0)

)

select * from final
{% endtest %}

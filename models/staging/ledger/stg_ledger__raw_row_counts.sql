-- One row per source and entity: its rows in raw by the moment of the run, those that came later, replaced or suppressed.
with

{% for counted in counted_entities() -%}
    {%- set name, relation = counted.source ~ "_" ~ counted.entity, source(counted.source, counted.entity) -%}
    {{ name }} as (

        select
            sum(case when delivered_at <= {{ as_of() }} then 1 else 0 end) as raw_row_count,
            sum(case when delivered_at > {{ as_of() }} then 1 else 0 end) as not_yet_row_count
        from {{ relation }}

    ),

    {% if counted.is_full -%}
        {{ silenced_rows(name, relation) }},
    {%- else -%}
        {{ superseded_rows(
            name, relation, counted.key, counted.unit or counted.key, suppressed_conditions(counted.source, counted.entity)
        ) }},
    {%- endif %}

{% endfor -%}

counted as (

    {% for counted in counted_entities() -%}
        {%- set name = counted.source ~ "_" ~ counted.entity -%}
        select
            '{{ counted.source }}' as source_name,
            '{{ counted.entity }}' as entity_name,
            {{ name }}.raw_row_count,
            {{ name }}.not_yet_row_count,
            {{ name }}_superseded.superseded_row_count,
            {% if suppressed_conditions(counted.source, counted.entity) -%}
                {{ name }}_suppressed.suppressed_row_count - {{ name }}_superseded.replaced_row_count
            {%- else -%}
                0
            {%- endif %} as suppressed_row_count
        from {{ name }}
        cross join {{ name }}_superseded
        {% if suppressed_conditions(counted.source, counted.entity) -%}
            cross join {{ name }}_suppressed
        {% endif %}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select
        source_name,
        entity_name,
        cast(coalesce(raw_row_count, 0) as bigint) as raw_row_count,
        cast(coalesce(not_yet_row_count, 0) as bigint) as not_yet_row_count,
        cast(superseded_row_count as bigint) as superseded_row_count,
        cast(suppressed_row_count as bigint) as suppressed_row_count
    from counted

)

select * from final

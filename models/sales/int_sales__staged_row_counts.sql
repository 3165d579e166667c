-- One row per source and entity: the rows that its staging model keeps.
with

counted as (

    {% for counted in counted_entities() -%}
        select
            '{{ counted.source }}' as source_name,
            '{{ counted.entity }}' as entity_name,
            count(*) as staged_row_count
        from {{ ref("stg_" ~ counted.source ~ "__" ~ counted.entity) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select
        source_name,
        entity_name,
        cast(staged_row_count as bigint) as staged_row_count
    from counted

)

select * from final

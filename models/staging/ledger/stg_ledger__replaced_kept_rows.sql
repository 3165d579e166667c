-- One row per row that is kept aside and whose key a later delivery brought, by the moment of the run.
with

source as (

    select * from {{ source("quarantine", "delivered_rows") }}

),

{% for counted in counted_entities() if not (counted.is_full or counted.has_time) -%}
    {%- set name = counted.source ~ "_" ~ counted.entity -%}
    {%- set key_texts, key_columns = [], [] -%}
    {%- for column in counted.key -%}
        {%- do key_texts.append(json_text("delivered_row", column)) -%}
        {%- do key_columns.append("cast(delivered." ~ column ~ " as varchar)") -%}
    {%- endfor -%}
    {{ name }}_kept as (

        select
            delivery_id,
            file_name,
            file_row_number,
            {{ key_texts | join(" || '|' || ") }} as key_text
        from source
        where
            source = '{{ counted.source }}'
            and entity = '{{ counted.entity }}'

    ),

    {{ name }}_replaced as (

        select distinct
            '{{ counted.source }}' as source_name,
            '{{ counted.entity }}' as entity_name,
            kept.delivery_id,
            kept.file_name,
            kept.file_row_number
        from {{ name }}_kept as kept
        inner join {{ source(counted.source, counted.entity) }} as delivered
            on
                kept.key_text = {{ key_columns | join(" || '|' || ") }}
                and kept.delivery_id < delivered.delivery_id
        where delivered.delivered_at <= {{ as_of() }}

    ),

{% endfor -%}

final as (

    {% for counted in counted_entities() if not (counted.is_full or counted.has_time) -%}
        select * from {{ counted.source }}_{{ counted.entity }}_replaced
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

)

select * from final

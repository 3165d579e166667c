-- One row per customer and attribute of which a record knows a value: the value that survives, and where it comes from.
with

golden_records as (

    select * from {{ ref("int_customer__golden_records") }}

),

golden_sources as (

    select * from {{ ref("int_customer__golden_sources") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

listed_values as (

    {% for attribute, reading in surviving_attributes().items() -%}
        {% set is_last_attribute = loop.last %}
        {% for column in reading.columns -%}
            select
                golden_records.customer_id,
                '{{ column }}' as attribute,
                cast(golden_records.{{ column }} as varchar) as attribute_value,
                golden_sources.{{ attribute }}_record_number as record_number,
                golden_sources.{{ attribute }}_rule_code as rule_code
            from golden_records
            inner join golden_sources
                on golden_records.customer_id = golden_sources.customer_id
            where golden_records.{{ column }} is not null
            {% if not (loop.last and is_last_attribute) %}union all
            {% endif %}
        {%- endfor %}
    {%- endfor %}

),

final as (

    select
        listed_values.customer_id,
        listed_values.attribute,
        listed_values.attribute_value,
        customer_records.source_system,
        customer_records.source_customer_id,
        listed_values.rule_code
    from listed_values
    inner join customer_records
        on listed_values.record_number = customer_records.record_number

)

select * from final

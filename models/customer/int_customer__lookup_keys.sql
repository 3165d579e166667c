-- One row per record and key under which an application finds it before it makes another one.
{%- set keys = lookup_keys() %}
with

evidence as (

    select * from {{ ref("int_customer__evidence") }}

),

keyed as (

    {% for kind, reading in keys.items() -%}
        select
            record_number,
            '{{ kind }}' as key_kind,
            {{ reading.key }} as key_value
        from evidence
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

hashed as (

    select
        {{ hash_number("key_kind || ':' || key_value") }} as key_number,
        key_kind,
        record_number
    from keyed
    where key_value is not null

),

-- Sorted, so that a look at a few keys reads a few blocks of the table.
final as (

    select
        key_number,
        key_kind,
        record_number
    from hashed
    order by key_number asc nulls last, record_number asc nulls last

)

select * from final

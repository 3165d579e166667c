-- One row per record and key under which it is looked up.
{%- set keys = [] %}
{%- for kind, expressions in block_keys().items() %}
    {%- for expression in expressions %}
        {%- do keys.append((kind, expression)) %}
    {%- endfor %}
{%- endfor %}
with

evidence as (

    select * from {{ ref("int_customer__evidence") }}

),

keyed as (

    {% for kind, expression in keys -%}
        select
            record_number,
            '{{ kind }}' as key_kind,
            {{ expression }} as key_value
        from evidence
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select distinct
        record_number,
        key_kind,
        {{ hash_number("key_kind || ':' || key_value") }} as block_number
    from keyed
    where key_value is not null

)

select * from final

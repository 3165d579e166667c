-- One row per record and key under which it is looked up.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="sync_all_columns",
        pre_hook="{{ forget_stale_rows('int_customer__evidence', ['record_number', 'fingerprint']) }}",
    )
}}
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

new_evidence as (

    {{ new_rows("evidence", remembered("int_customer__block_keys"), ["record_number", "fingerprint"]) | indent(4) }}

),

keyed as (

    {% for kind, expression in keys -%}
        select
            record_number,
            fingerprint,
            '{{ kind }}' as key_kind,
            {{ expression }} as key_value
        from new_evidence
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select distinct
        record_number,
        key_kind,
        {{ hash_number("key_kind || ':' || key_value") }} as block_number,
        fingerprint
    from keyed
    where key_value is not null

)

select * from final

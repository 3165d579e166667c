-- One row per customer: for each attribute the record whose value survives, and why.
{%- set attributes = surviving_attributes() %}
with

golden_ids as (

    select * from {{ ref("int_customer__golden_ids") }}

),

surviving_records as (

    select
        cluster_number,
        {% for attribute in attributes -%}
            max(case when attribute = '{{ attribute }}' then record_number end) as {{ attribute }}_record_number,
            max(case when attribute = '{{ attribute }}' then rule_code end) as {{ attribute }}_rule_code
            {%- if not loop.last %},
            {% endif %}
        {%- endfor %}
    from {{ ref("int_customer__surviving_records") }}
    group by cluster_number

),

single_records as (

    select
        cluster_number,
        record_number,
        'only_record' as rule_code
    from {{ ref("int_customer__customer_records") }}
    where record_count = 1

),

final as (

    select
        golden_ids.customer_id,
        {% for attribute in attributes -%}
            coalesce(surviving_records.{{ attribute }}_record_number, single_records.record_number)
                as {{ attribute }}_record_number,
            coalesce(surviving_records.{{ attribute }}_rule_code, single_records.rule_code)
                as {{ attribute }}_rule_code,
        {% endfor -%}
        golden_ids.record_count
    from golden_ids
    left join surviving_records
        on golden_ids.cluster_number = surviving_records.cluster_number
    left join single_records
        on golden_ids.cluster_number = single_records.cluster_number

)

select * from final

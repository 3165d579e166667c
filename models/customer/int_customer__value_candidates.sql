-- One row per record and attribute of which it knows a value, of customers who have several records.
{%- set attributes = surviving_attributes() %}
with

identities as (

    select * from {{ ref("int_customer__identities") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

orders as (

    select * from {{ ref("int_customer__survivorship_orders") }}

),

records as (

    select
        identities.*,
        customer_records.cluster_number,
        case when identities.ended_at <= {{ as_of() }} then 0 else 1 end as open_score,
        coalesce({{ seconds_since_1970("coalesce(identities.updated_at, identities.created_at)") }}, 0) as recency_score
    from identities
    inner join customer_records
        on identities.record_number = customer_records.record_number
    where customer_records.record_count > 1

),

final as (

    {% for attribute, reading in attributes.items() -%}
        select
            records.record_number,
            records.cluster_number,
            orders.attribute,
            {{ reading.value }} as normal_value,
            cast(
                orders.validity_weight * ({{ reading.validity }})
                + orders.open_weight * records.open_score
                + orders.recency_weight * records.recency_score
                + {{ source_score_of("records.source_system", "orders") }} as bigint
            ) as order_number
        from records
        inner join orders
            on orders.attribute = '{{ attribute }}'
        where {{ reading.is_known }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

)

select * from final

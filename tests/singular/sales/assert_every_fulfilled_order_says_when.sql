-- Each order that is called fulfilled and does not say when: without its day it is in no sales and in no order book.
{{ config(severity="warn", meta={"rule": {"kind": "completeness", "columns": ["fulfilled_at", "status"]}}) }}

with

orders as (

    {% for channel_code, relation in order_channels("orders") -%}
        select
            '{{ channel_code }}' as channel_code,
            order_id,
            order_status,
            total_eur_incl_tax,
            fulfilled_at
        from {{ ref(relation) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select
        channel_code,
        order_id,
        total_eur_incl_tax
    from orders
    where
        order_status = 'fulfilled'
        and fulfilled_at is null

)

select * from final

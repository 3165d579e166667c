-- One row per ticket, fulfilled order or return that came, or was sent again, since the last earlier Monday published.
{%- set parts = [
    ("store", "pos", "tickets", "ticket", "ticket_id"),
    ("store", "pos", "ticket_lines", "ticket", "ticket_id"),
] %}
{%- for channel_code, relation in order_channels("orders") %}
    {%- set source_name = relation.split("__")[0] | replace("stg_", "") %}
    {%- do parts.append((channel_code, source_name, "orders", "order", "order_id")) %}
    {%- do parts.append((channel_code, source_name, "order_lines", "order", "order_id")) %}
    {%- do parts.append((channel_code, source_name, "returns", "return", "return_id")) %}
{%- endfor %}
with

deliveries as (

    select * from {{ ref("int_sales__later_deliveries") }}

),

former as (

    select * from {{ ref("int_sales__former_publication") }}

),

fulfilments as (

    {% for channel_code, relation in order_channels("order_fulfilments") -%}
        select
            '{{ channel_code }}' as channel_code,
            order_id,
            first_delivered_at
        from {{ ref(relation) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

documents as (

    {% for channel_code, source_name, entity_name, transaction_type, key in parts -%}
        select
            '{{ channel_code }}' as channel_code,
            '{{ transaction_type }}' as transaction_type,
            delivered.{{ key }} as transaction_id,
            deliveries.delivery_mode
        from {{ ref("stg_" ~ source_name ~ "__" ~ entity_name) }} as delivered
        inner join deliveries
            on
                delivered.delivery_id = deliveries.delivery_id
                and deliveries.source_name = '{{ source_name }}'
                and deliveries.entity_name = '{{ entity_name }}'
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

-- An order is sent with each of its states: late is one whose first fulfilled state came since. One that was never
-- fulfilled is no sale.
with_reason as (

    select
        documents.channel_code,
        documents.transaction_type,
        documents.transaction_id,
        case
            when documents.transaction_type = 'order' and fulfilments.first_delivered_at > former.published_at
                then 'late_delivery'
            when documents.transaction_type = 'order' or documents.delivery_mode = 'correction' then 'correction'
            when documents.transaction_type = 'return' then 'withdrawal'
            else 'late_delivery'
        end as change_reason
    from documents
    cross join former
    left join fulfilments
        on
            documents.transaction_type = 'order'
            and documents.channel_code = fulfilments.channel_code
            and documents.transaction_id = fulfilments.order_id
    where documents.transaction_type <> 'order' or fulfilments.order_id is not null

),

final as (

    select
        channel_code,
        transaction_type,
        transaction_id,
        min(change_reason) as change_reason
    from with_reason
    group by
        channel_code,
        transaction_type,
        transaction_id

)

select * from final

{#-
    A select of the orders that were ever said to be fulfilled, with the moment of the delivery that said so first: an
    order is sent again with each of its states, and only the first fulfilled one makes it a sale.
    relation: a CTE over the delivered orders.
-#}
{% macro order_fulfilments(relation) -%}
    select
        order_id,
        min(delivered_at) as first_delivered_at
    from {{ relation }}
    where
        delivered_at <= {{ as_of() }}
        and status = 'fulfilled'
    group by order_id
{%- endmacro %}

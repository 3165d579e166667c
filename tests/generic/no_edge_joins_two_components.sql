{#-
    Fails with each edge whose ends stand in two components of the model, or in none: what `connected_components` stores
    must hold together what the edges join. edges: a relation with left_node and right_node.
-#}
{% test no_edge_joins_two_components(model, edges) %}
with

final as (

    select
        edges.left_node,
        edges.right_node,
        left_side.component as left_component,
        right_side.component as right_component
    from {{ edges }} as edges
    left join {{ model }} as left_side on edges.left_node = left_side.node
    left join {{ model }} as right_side on edges.right_node = right_side.node
    where
        left_side.component is null
        or right_side.component is null
        or left_side.component <> right_side.component

)

select * from final
{% endtest %}

{#-
    Materialization `connected_components`: which nodes are joined by a path of edges.

    The model's query returns edges: left_node and right_node, bigint, never null, in any direction and as often as
    one likes; an edge (n, n) declares a node that may have no neighbour. The table has one row per node: node, and
    component, the smallest node that it is joined with. It is exact, and the same for every order of rows and number
    of threads. meta.max_rounds (100): rounds after which the build fails; an unfinished table is never stored.

    A loop of plain statements that both engines run alike. One round: each node points to the smallest node among
    itself and its neighbours; pointers follow pointers three times, eight steps in all; each node is merged into the
    one that it then points to. A pointer never leaves its component and never rises, so the component's smallest node
    stays itself. What is left between merged nodes are the edges of the next round. No edge left: done.

    Why it ends soon: where pointers are followed to their end, each node of the next round was the smallest among its
    neighbours. If it is so again, it had a greater neighbour that it shares with no other such node: two rounds at
    least halve the nodes. Where they did not (long sorted chains), pointers are followed to their end from then on.
    Hence at most 2 log2(nodes) + 4 rounds; customers take 2 or 3. A round takes two statements, all the rest six.
-#}
{% materialization connected_components, default %}
    {% do begin_table() %}
    {% set edges, roots = scratch_table("edges"), scratch_table("roots") %}
    {% set components_sql = find_components(compiled_code, edges, roots, config.meta_get("max_rounds", 100)) %}
    {{ return(store_table(components_sql, [edges, roots])) }}
{% endmaterialization %}

{#- Runs the rounds in two scratch tables and returns the query that reads the components from them. -#}
{% macro find_components(edges_sql, edges, roots, max_rounds) -%}
    {% set edge_columns = "(step bigint not null, left_node bigint not null, right_node bigint not null)" %}
    {% do create_scratch_table(edges, edge_columns) %}
    {% do create_scratch_table(roots, "(step bigint not null, node bigint not null, root bigint not null)") %}
    {% set given_sql = "select 0, given.left_node, given.right_node from (\n" ~ edges_sql ~ "\n) as given" %}
    {% set found = namespace(left=insert_into_scratch_table(edges, given_sql), step=0, steps=[], counts=[]) %}
    {% for number in range(max_rounds) %}
        {% if found.left > 0 %}
            {% set from_step = found.step %}
            {% set found.step = from_step + 1 %}
            {% do found.counts.append(insert_into_scratch_table(roots, pointers_sql(edges, from_step, found.step))) %}
            {% set found.step = follow_pointers(roots, found.step, found.counts) %}
            {% do found.steps.append(found.step) %}
            {% set found.left = insert_into_scratch_table(edges, edges_left_sql(edges, roots, from_step, found.step)) %}
        {% endif %}
    {% endfor %}
    {% if found.left > 0 %}
        {% do drop_scratch_tables([edges, roots]) %}
        {{ exceptions.raise_compiler_error(
            "components: " ~ found.left ~ " edges are left after " ~ max_rounds ~ " rounds, and nothing was stored. "
            ~ "Look for what is strange in the edges, or raise meta.max_rounds of this model."
        ) }}
    {% endif %}
    {{ log(model.name ~ ": nodes by round " ~ found.counts) }}
    {{ return(components_sql(roots, found.steps)) }}
{%- endmacro %}

{#-
    Follows pointers to their end if two rounds have ever failed to halve the nodes: their pointers were too short.
    counts: the nodes of each round so far. Returns the step at which the pointers then stand.
-#}
{% macro follow_pointers(roots, step, counts) -%}
    {% set state = namespace(is_long=false, step=step, reach=8) %}
    {% for count in counts[2:] %}
        {% if 2 * count > counts[loop.index0] %}
            {% set state.is_long = true %}
        {% endif %}
    {% endfor %}
    {% for repetition in range(20) %}
        {% if state.is_long and state.reach < counts[-1] %}
            {% do insert_into_scratch_table(roots, longer_pointers_sql(roots, state.step, state.step + 1)) %}
            {% set state.step, state.reach = state.step + 1, 8 * state.reach %}
        {% endif %}
    {% endfor %}
    {{ return(state.step) }}
{%- endmacro %}

{#- Where each node that has an edge points to, eight steps on. -#}
{% macro pointers_sql(edges, from_step, to_step) %}
    with

    ends as (

        select
            left_node as node,
            right_node as neighbour
        from {{ edges }}
        where step = {{ from_step }}
        union all
        select
            right_node as node,
            left_node as neighbour
        from {{ edges }}
        where
            step = {{ from_step }}
            and left_node <> right_node

    ),

    pointers_0 as (

        select
            node,
            least(node, min(neighbour)) as root
        from ends
        group by node

    ){{ followed_three_times(to_step) }}
{% endmacro %}

{#- The pointers of a step, eight times as far. -#}
{% macro longer_pointers_sql(roots, from_step, to_step) %}
    with

    pointers_0 as (

        select
            node,
            root
        from {{ roots }}
        where step = {{ from_step }}

    ){{ followed_three_times(to_step) }}
{% endmacro %}

{#- Continues a query whose last CTE is pointers_0: to where the pointer points that it points to, three times over. -#}
{% macro followed_three_times(to_step) %}
    {%- for repetition in range(3) -%}
    ,

    pointers_{{ repetition + 1 }} as (

        select
            near.node,
            coalesce(far.root, near.root) as root
        from pointers_{{ repetition }} as near
        left join pointers_{{ repetition }} as far
            on
                near.root = far.node
                and far.root < far.node

    )
    {%- endfor %}

    select
        {{ to_step }},
        node,
        root
    from pointers_3
{% endmacro %}

{#- The edges of a step between nodes that were not merged into one, once each. -#}
{% macro edges_left_sql(edges, roots, from_step, to_step) %}
    select distinct
        {{ to_step }},
        least(left_roots.root, right_roots.root),
        greatest(left_roots.root, right_roots.root)
    from {{ edges }} as edges
    inner join {{ roots }} as left_roots
        on
            edges.left_node = left_roots.node
            and left_roots.step = {{ to_step }}
    inner join {{ roots }} as right_roots
        on
            edges.right_node = right_roots.node
            and right_roots.step = {{ to_step }}
    where
        edges.step = {{ from_step }}
        and edges.left_node <> edges.right_node
        and left_roots.root <> right_roots.root
{% endmacro %}

{#- Each node of the first step and where the last pointers of each round, one after the other, have led it. -#}
{% macro components_sql(roots, steps) %}
    with

    after_0 as (

        select
            node,
            root
        from {{ roots }}
        where step = {{ steps[0] if steps else 0 }}

    ),

    {%- for step in steps[1:] %}

    after_{{ loop.index }} as (

        select
            near.node,
            coalesce(far.root, near.root) as root
        from after_{{ loop.index0 }} as near
        left join {{ roots }} as far
            on
                near.root = far.node
                and far.step = {{ step }}

    ),
    {%- endfor %}

    final as (

        select
            node,
            root as component
        from after_{{ [steps | length - 1, 0] | max }}

    )

    select * from final
{% endmacro %}

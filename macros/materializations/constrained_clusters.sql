{#-
    Materialization `constrained_clusters`: units merged along their links, the strongest first, but never two of which
    it is known that they must stay apart. For the small share of connected components that hold such a conflict.

    The model's query returns left_node and right_node (bigint), strength (bigint, the higher the stronger) and
    is_forbidden (boolean: the two must never share a cluster; such rows need no strength). Of several links of one
    pair the strongest counts; a pair that is forbidden in one row is forbidden. A row (n, n) declares a node. The table
    has one row per node: node, and component, the smallest node of its cluster. It depends on no order of rows.

    Each node begins alone. Two clusters may merge if a link joins them and no pair of their nodes is forbidden. Such
    pairs of clusters are in a total order: by their strongest link, then by how many pairs of nodes are linked, then by
    the smallest node of the first and of the second (smaller first). Each cluster chooses its first pair; pairs that
    both sides chose merge, all at once. And again, until none is left.

    Why it ends: the first pair of all is chosen by both sides, so each round merges at least two clusters, and there
    are fewer rounds than nodes in the largest connected component. meta.max_rounds (1000): rounds after which the build
    fails. A round takes two statements; a cluster that may merge with no other never will, and is looked at no more.
-#}
{% materialization constrained_clusters, default %}
    {% do begin_table() %}
    {% set units, pairs, merges = scratch_table("units"), scratch_table("pairs"), scratch_table("merges") %}
    {% set edges, roots = scratch_table("edges"), scratch_table("roots") %}
    {% do load_units(units, compiled_code) %}
    {% do merge_clusters(units, pairs, merges, config.meta_get("max_rounds", 1000)) %}
    {% set clusters_sql = find_components(merged_nodes_sql(units, merges), edges, roots, 100) %}
    {{ return(store_table(clusters_sql, [units, pairs, merges, edges, roots])) }}
{% endmaterialization %}

{#- The rows of the model; a link without strength is refused as a missing node is. -#}
{% macro load_units(units, links_sql) -%}
    {% set ends = "left_node bigint not null, right_node bigint not null" %}
    {% do create_scratch_table(units, "(" ~ ends ~ ", strength bigint not null, is_forbidden boolean not null)") %}
    {% set given_sql %}
        select
            given.left_node,
            given.right_node,
            case when given.is_forbidden or given.left_node = given.right_node then 0 else given.strength end,
            given.is_forbidden
        from (
            {{ links_sql }}
        ) as given
    {% endset %}
    {% do insert_into_scratch_table(units, given_sql) %}
{%- endmacro %}

{#- Runs the rounds; what merged into what is left in `merges`, where each node is merged at most once. -#}
{% macro merge_clusters(units, pairs, merges, max_rounds) -%}
    {% do create_scratch_table(merges, "(node bigint not null, root bigint not null)") %}
    {% do create_scratch_table(pairs, "as" ~ pairs_of_units_sql(units)) %}
    {% set state = namespace(merged=insert_into_scratch_table(merges, chosen_merges_sql(pairs)), rounds=0) %}
    {% for number in range(max_rounds) %}
        {% if state.merged > 0 %}
            {% set state.rounds = state.rounds + 1 %}
            {% do create_scratch_table(pairs, "as" ~ pairs_left_sql(pairs, merges)) %}
            {% set state.merged = insert_into_scratch_table(merges, chosen_merges_sql(pairs)) %}
        {% endif %}
    {% endfor %}
    {% if state.merged > 0 %}
        {% do drop_scratch_tables([units, pairs, merges]) %}
        {{ exceptions.raise_compiler_error(
            "constrained_clusters: clusters would merge beyond " ~ max_rounds ~ " rounds, and nothing was stored. "
            ~ "Set very large components aside before, or raise meta.max_rounds of this model."
        ) }}
    {% endif %}
    {{ log(model.name ~ ": merged in " ~ state.rounds ~ " rounds") }}
{%- endmacro %}

{#- The pairs of nodes with a link or a veto, each once, as pairs of clusters of one node each. -#}
{% macro pairs_of_units_sql(units) %}
    with

    renamed as (

        select
            least(left_node, right_node) as one_node,
            greatest(left_node, right_node) as other_node,
            max(case when not is_forbidden then strength end) as strength,
            cast(1 as bigint) as link_count,
            max(case when is_forbidden then 1 else 0 end) = 1 as is_forbidden
        from {{ units }}
        where left_node <> right_node
        group by
            least(left_node, right_node),
            greatest(left_node, right_node)

    ){{ pairs_that_matter() }}
{% endmacro %}

{#- The pairs of clusters after the merges of a round. -#}
{% macro pairs_left_sql(pairs, merges) %}
    with

    renamed as (

        select
            coalesce(left_merges.root, pairs.left_node) as one_node,
            coalesce(right_merges.root, pairs.right_node) as other_node,
            pairs.strength,
            pairs.link_count,
            pairs.is_forbidden
        from {{ pairs }} as pairs
        left join {{ merges }} as left_merges on pairs.left_node = left_merges.node
        left join {{ merges }} as right_merges on pairs.right_node = right_merges.node

    ){{ pairs_that_matter() }}
{% endmacro %}

{#-
    Continues a query whose last CTE is `renamed`: one row per pair of clusters, the smaller one left, without the
    clusters that may merge with no other. They never will: whatever another one merges with, it brings its veto along.
-#}
{% macro pairs_that_matter() %},

    grouped as (

        select
            least(one_node, other_node) as left_node,
            greatest(one_node, other_node) as right_node,
            max(strength) as strength,
            cast(sum(link_count) as bigint) as link_count,
            max(case when is_forbidden then 1 else 0 end) = 1 as is_forbidden
        from renamed
        where one_node <> other_node
        group by
            least(one_node, other_node),
            greatest(one_node, other_node)

    ),

    open_clusters as (

        select left_node as node
        from grouped
        where not is_forbidden
        union
        select right_node as node
        from grouped
        where not is_forbidden

    )

    select
        grouped.left_node,
        grouped.right_node,
        grouped.strength,
        grouped.link_count,
        grouped.is_forbidden
    from grouped
    inner join open_clusters as left_open on grouped.left_node = left_open.node
    inner join open_clusters as right_open on grouped.right_node = right_open.node
{% endmacro %}

{#- The pairs that both of their clusters choose before all others; the smaller node names both from now on. -#}
{% macro chosen_merges_sql(pairs) %}
    with

    sides as (

        select
            left_node as node,
            left_node,
            right_node,
            strength,
            link_count
        from {{ pairs }}
        where not is_forbidden
        union all
        select
            right_node as node,
            left_node,
            right_node,
            strength,
            link_count
        from {{ pairs }}
        where not is_forbidden

    ),

    choices as (

        select
            left_node,
            right_node
        from sides
        qualify
            row_number() over (
                partition by node
                order by strength desc nulls last, link_count desc nulls last, left_node asc, right_node asc
            ) = 1

    )

    select
        right_node as node,
        left_node as root
    from choices
    group by
        left_node,
        right_node
    having count(*) = 2
{% endmacro %}

{#- Every node, and which nodes were merged, as edges. -#}
{% macro merged_nodes_sql(units, merges) %}
    select
        node as left_node,
        root as right_node
    from {{ merges }}
    union all
    select
        left_node,
        left_node as right_node
    from {{ units }}
    union all
    select
        right_node as left_node,
        right_node
    from {{ units }}
{% endmacro %}

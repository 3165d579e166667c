{#-
    A select of the nodes of the product tree that each transaction holds, one row per transaction and node: its
    channel_code, iso_week and store_id, the node_number, and former_node_number, the next smaller one of the same
    transaction (0 before the first).

    lines: a CTE of lines with channel_code, transaction_id, store_id, iso_week and node_number, a bigint from 1 on.

    A transaction is gone through once, whatever it is counted by afterwards. DuckDB gathers its nodes in a list: a
    distinct count of transactions, or a window over the lines, hashes or sorts every line for each level of the tree.
-#}
{% macro nodes_of_transactions(lines) -%}
    {{ return(adapter.dispatch("nodes_of_transactions", "lundi")(lines)) }}
{%- endmacro %}

{% macro default__nodes_of_transactions(lines) -%}
    {{ exceptions.raise_compiler_error("nodes_of_transactions is not written for " ~ target.type) }}
{%- endmacro %}

{#- A slice that ends at -2 leaves the last one out: its ends belong to it. -#}
{% macro duckdb__nodes_of_transactions(lines) -%}
    select
        channel_code,
        iso_week,
        store_id,
        unnest(node_numbers) as node_number,
        unnest(list_prepend(cast(0 as bigint), node_numbers[:-2])) as former_node_number
    from (
        select
            channel_code,
            transaction_id,
            min(iso_week) as iso_week,
            min(store_id) as store_id,
            list_sort(list_distinct(list(node_number))) as node_numbers
        from {{ lines }}
        group by
            channel_code,
            transaction_id
    ) as gathered
{%- endmacro %}

{% macro snowflake__nodes_of_transactions(lines) -%}
    select
        channel_code,
        iso_week,
        store_id,
        node_number,
        coalesce(
            lag(node_number) over (partition by channel_code, transaction_id order by node_number asc nulls last), 0
        ) as former_node_number
    from (
        select
            channel_code,
            transaction_id,
            node_number,
            min(iso_week) as iso_week,
            min(store_id) as store_id
        from {{ lines }}
        group by
            channel_code,
            transaction_id,
            node_number
    ) as gathered
{%- endmacro %}

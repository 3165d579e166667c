{#-
    The credits that the account's own usage attributes to each run, node and warehouse: a query with the columns
    run_id, node_id, warehouse_code and credits (double).

    Snowflake: the queries whose tag is JSON with a run_id (and a node_id), that had begun by the moment of the run. The
    attribution leaves out idle time and queries of less than about a tenth of a second, and comes hours later: what the
    present Monday costs is never in it. DuckDB has no such account: no row, and costs come from seconds and rates.
-#}
{% macro attributed_credits() -%}
    {{ return(adapter.dispatch("attributed_credits", "lundi")()) }}
{%- endmacro %}

{% macro default__attributed_credits() -%}
    {{ exceptions.raise_compiler_error("attributed_credits is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__attributed_credits() -%}
    select
        cast(null as varchar) as run_id,
        cast(null as varchar) as node_id,
        cast(null as varchar) as warehouse_code,
        cast(null as double) as credits
    where {{ as_of() }} is null
{%- endmacro %}

{% macro snowflake__attributed_credits() -%}
    select
        cast(try_parse_json(query_tag):run_id as varchar) as run_id,
        cast(try_parse_json(query_tag):node_id as varchar) as node_id,
        warehouse_name as warehouse_code,
        cast(sum(credits_attributed_compute) as double) as credits
    from {{ source("account_usage", "query_attribution_history") }}
    where
        cast(try_parse_json(query_tag):run_id as varchar) is not null
        and cast(convert_timezone('UTC', start_time) as timestamp_ntz) < {{ as_of() }}
    group by
        cast(try_parse_json(query_tag):run_id as varchar),
        cast(try_parse_json(query_tag):node_id as varchar),
        warehouse_name
{%- endmacro %}

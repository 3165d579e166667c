{#-
    What every materialization of ours does around its own statements, as dbt's `table` does it: begin_table before
    them, store_table after them with the query of the final table. Scratch statements between the two run outside the
    transaction, so that DuckDB frees what they replace at once; the final table is all there or not at all.
-#}
{% macro begin_table() -%}
    {% do tag_queries() %}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
{%- endmacro %}

{#- Stores the table with hooks, grants and docs, drops the scratch tables, and returns what dbt wants returned. -#}
{% macro store_table(table_sql, scratches) -%}
    {% set existing_relation = load_cached_relation(this) %}
    {% set target_relation = this.incorporate(type="table") %}
    {% do replace_table(existing_relation, target_relation, table_sql) %}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {% set revokes = should_revoke(existing_relation, full_refresh_mode=true) %}
    {% do apply_grants(target_relation, config.get("grants"), should_revoke=revokes) %}
    {% do persist_docs(target_relation, model) %}
    {% do adapter.commit() %}
    {% do drop_scratch_tables(scratches) %}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {% do tag_queries(is_over=true) %}
    {{ return({"relations": [target_relation]}) }}
{%- endmacro %}

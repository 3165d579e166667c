{#-
    Stores a query as the node's table, in the place of what stands there: the "main" statement of a materialization.

    DuckDB drops and creates in one transaction, which the materialization commits. Snowflake does both in one
    statement, so that copy_grants and transient count; only what is no table has to go first.
    existing_relation: what stands there, or none; target_relation: the table; table_sql: its query.
-#}
{% macro replace_table(existing_relation, target_relation, table_sql) -%}
    {{ return(adapter.dispatch("replace_table", "lundi")(existing_relation, target_relation, table_sql)) }}
{%- endmacro %}

{% macro default__replace_table(existing_relation, target_relation, table_sql) -%}
    {{ exceptions.raise_compiler_error("replace_table is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__replace_table(existing_relation, target_relation, table_sql) -%}
    {% do adapter.ensure_transaction() %}
    {{ drop_relation_if_exists(existing_relation) }}
    {% call statement("main") -%}
        {{ get_create_table_as_sql(false, target_relation, table_sql) }}
    {%- endcall %}
{%- endmacro %}

{% macro snowflake__replace_table(existing_relation, target_relation, table_sql) -%}
    {% if target_relation.needs_to_drop(existing_relation) %}
        {{ drop_relation_if_exists(existing_relation) }}
    {% endif %}
    {% call statement("main") -%}
        {{ get_create_table_as_sql(false, target_relation, table_sql) }}
    {%- endcall %}
{%- endmacro %}

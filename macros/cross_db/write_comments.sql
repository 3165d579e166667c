{#-
    Comments for all relations that dbt just built, from the descriptions of their YAML (`+persist_docs`).

    dbt writes them relation by relation: on DuckDB that described each relation, rendered and sent a statement, and took a
    fifth of a build's processor time. There they are written at the end of the run, in one go; the next line leaves dbt's
    own way without work. Snowflake keeps dbt's own.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}{%- endmacro %}

{% macro write_comments() -%}
    {{ return(adapter.dispatch("write_comments", "lundi")()) }}
{%- endmacro %}

{% macro default__write_comments() -%}
    {{ exceptions.raise_compiler_error("write_comments is not written for " ~ target.type) }}
{%- endmacro %}

{% macro snowflake__write_comments() -%}
{%- endmacro %}

{% macro duckdb__write_comments() -%}
    {%- if execute and flags.WHICH in ("build", "run", "seed", "snapshot") -%}
        {%- set statements = comments_of(results, relations_there()) -%}
        {%- if statements -%}
            {%- do run_query(statements | join("\n")) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- What the database holds: the name of each relation (`schema.name`) to its kind and the names of its columns. -#}
{% macro relations_there() %}
    {%- set found = {} -%}
    {%- set listed = run_query(
        "select tables.table_schema || '.' || tables.table_name || '|' || "
        ~ "case tables.table_type when 'VIEW' then 'view' else 'table' end || '|' || "
        ~ "string_agg(columns.column_name, ',') as relation "
        ~ "from information_schema.tables as tables "
        ~ "inner join information_schema.columns as columns "
        ~ "on tables.table_catalog = columns.table_catalog and tables.table_schema = columns.table_schema "
        ~ "and tables.table_name = columns.table_name "
        ~ "where tables.table_catalog = current_database() "
        ~ "group by tables.table_schema, tables.table_name, tables.table_type"
    ) -%}
    {%- for row in listed.rows -%}
        {%- set name, kind, columns = row[0].split("|") -%}
        {%- do found.update({name: {"kind": kind, "columns": columns.split(",")}}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#-
    The statements that describe what was built. A described column that the relation lacks is passed over, as dbt does:
    contracts say that the others are there. No macro is called for a column: there are thousands.
-#}
{% macro comments_of(results, there) %}
    {%- set quote = "$lundi_comment$" -%}
    {%- set statements = [] -%}
    {%- for result in results if result.status | string == "success" and result.node.columns is defined -%}
        {%- set node = result.node -%}
        {%- set name = node.schema ~ "." ~ node.alias -%}
        {%- set kept = node.config.persist_docs -%}
        {%- if name in there and kept.get("relation") and node.description -%}
            {%- do statements.append(
                "comment on " ~ there[name].kind ~ " " ~ node.relation_name ~ " is " ~ quote ~ node.description ~ quote ~ ";"
            ) -%}
        {%- endif -%}
        {%- if name in there and kept.get("columns") -%}
            {%- for column in node.columns.values() if column.name in there[name].columns -%}
                {%- do statements.append(
                    "comment on column " ~ node.relation_name ~ '."' ~ column.name ~ '" is ' ~ quote ~ column.description ~ quote ~ ";"
                ) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}

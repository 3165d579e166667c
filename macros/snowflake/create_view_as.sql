{#-
    A view reads the database in which it stands, whatever its name: a publication gives two databases each other's
    name, and a view that named its own would read the former edition from then on. Snowflake looks for names without a
    database in the view's own, not in the session's (docs/decisions/0049). Other databases keep their names.
-#}
{% macro snowflake__create_view_as(relation, sql) -%}
    {{ snowflake__create_view_as_with_temp_flag(relation, without_database(sql, relation.database)) }}
{%- endmacro %}

{#- The query without that database before schema and name; comments and texts stay as they are. -#}
{% macro without_database(sql, database) -%}
    {%- set kept = "--[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|''|\\\\.)*'|\\$\\$.*?\\$\\$" -%}
    {%- set named = "(?<![\\w.$])" ~ database ~ "\\.(?=\\w+\\.\\w)" -%}
    {{ return(modules.re.sub("(?is)(" ~ kept ~ ")|" ~ named, "\\1", sql)) }}
{%- endmacro %}

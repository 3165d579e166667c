{#-
    After a model with direct or sensitive columns was built: the privacy class of each of them as its tag, which
    carries the masking, and the policy that shows its rows to nobody but the build and the privacy officer
    (account set-up, 11_privacy.sql). The classes are those of the YAML (`meta.privacy`); what is replaced loses both,
    so each build gives them anew. DuckDB has neither: whoever may open the file reads it.
-#}
{% macro protect_people() -%}
    {{ return(adapter.dispatch("protect_people", "lundi")()) }}
{%- endmacro %}

{% macro default__protect_people() -%}
    {{ exceptions.raise_compiler_error("protect_people is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__protect_people() -%}
{%- endmacro %}

{% macro snowflake__protect_people() -%}
    {%- set hidden = hidden_columns(model.columns) -%}
    {#- A proposed change is built without anything that holds people. -#}
    {%- if execute and hidden and target.name == "prod" -%}
        {%- set relation = ("view " if model.config.materialized == "view" else "table ") ~ this -%}
        {%- set tag = "lundi_state.governance.privacy_class" -%}
        {%- set tags, closed = [], [] -%}
        {%- for name, class in hidden.items() -%}
            {%- do tags.append("column " ~ name ~ " set tag " ~ tag ~ " = '" ~ class ~ "'") -%}
        {%- endfor -%}
        {%- do run_query("alter " ~ relation ~ " modify " ~ tags | join(", ")) -%}
        {%- for policy, types in row_policies() -%}
            {%- set markers = adapter.get_columns_in_relation(this) | selectattr("dtype", "in", types)
                | map(attribute="name") | map("lower") | reject("in", hidden) | list -%}
            {%- if markers and not closed -%}
                {%- do run_query(
                    "alter " ~ relation ~ " add row access policy lundi_state.governance." ~ policy ~ " on ("
                    ~ markers[0] ~ ")"
                ) -%}
                {%- do closed.append(policy) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#-
    A policy of rows reads a column of its own type that is not masked. A list of names alone has none: all of it is masked.
-#}
{% macro row_policies() -%}
    {{ return([
        ("people_rows", ["VARCHAR", "TEXT", "STRING"]),
        ("people_rows_by_number", ["NUMBER", "DECIMAL", "BIGINT", "INTEGER"]),
    ]) }}
{%- endmacro %}

{#- Of a model's columns, those of class direct or sensitive with their class. -#}
{% macro hidden_columns(columns) -%}
    {%- set hidden = {} -%}
    {%- for name, column in columns.items() if column.config.meta.privacy in ["direct", "sensitive"] -%}
        {%- do hidden.update({name | lower: column.config.meta.privacy}) -%}
    {%- endfor -%}
    {{ return(hidden) }}
{%- endmacro %}

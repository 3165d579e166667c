{#-
    Tags what a node sends, so that account usage can say what each model of each run cost: JSON with run_id (dbt's
    invocation id) and node_id, as attributed_credits() reads it.
-#}
{% macro snowflake__set_query_tag() -%}
    {% do run_query("alter session set query_tag = '" ~ run_tag(node_id=model.unique_id) ~ "'") %}
    {{ return(none) }}
{%- endmacro %}

{#- After a node the session goes back to the run's own tag: tests, which set none, still name their run. -#}
{% macro snowflake__unset_query_tag(original_query_tag) -%}
    {% do run_query("alter session set query_tag = '" ~ run_tag() ~ "'") %}
{%- endmacro %}

{% macro run_tag(node_id=none) -%}
    {%- set tag = {"app": "lundi", "run_id": invocation_id} -%}
    {%- if node_id -%}{%- do tag.update({"node_id": node_id}) -%}{%- endif -%}
    {{ return(tojson(tag)) }}
{%- endmacro %}

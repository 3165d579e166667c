{#-
    A name for a scratch table of the model at hand. Temporary tables belong to their session and bear their model's
    name: models built side by side never meet, and no reader finds what a build that failed has left.
-#}
{% macro scratch_table(name) -%}
    {{ return(make_temp_relation(this.incorporate(type="table"), "__scratch_" ~ name)) }}
{%- endmacro %}

{#- Creates it anew; body: its columns in parentheses, or `as` and a query, which may read what is replaced. -#}
{% macro create_scratch_table(scratch, body) -%}
    {% call statement(auto_begin=false) -%}
        create or replace temporary table {{ scratch }} {{ body }}
    {%- endcall %}
{%- endmacro %}

{#- Adds the rows of a query and returns how many there were: both engines answer an insert with its count. -#}
{% macro insert_into_scratch_table(scratch, rows_sql) -%}
    {% set answer = run_query("insert into " ~ scratch ~ "\n" ~ rows_sql) %}
    {{ return(answer.rows[0][0] | int) }}
{%- endmacro %}

{% macro drop_scratch_tables(scratches) -%}
    {% for scratch in scratches %}
        {% call statement(auto_begin=false) -%}
            drop table if exists {{ scratch }}
        {%- endcall %}
    {% endfor %}
{%- endmacro %}

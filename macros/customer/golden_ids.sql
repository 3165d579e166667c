{#-
    An opaque id: a letter and 60 bits of the MD5 of a text and of the run's moment, so that no other run gives it again.
    letter: what the id is of; text: an expression that nothing else of that kind shares in this run.
-#}
{% macro opaque_id(letter, text) -%}
    '{{ letter }}' || substr(md5({{ text }} || '|{{ as_of_digits() }}'), 1, 15)
{%- endmacro %}

{#- The run's moment as digits: each engine would write a timestamp as text in its own way. -#}
{% macro as_of_digits() -%}
    {%- set literal = as_of().split("'")[1] -%}
    {{- modules.datetime.datetime.fromisoformat(literal).strftime("%Y%m%d%H%M%S") -}}
{%- endmacro %}

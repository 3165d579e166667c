{#-
    A keyed id, what marts know a person by: a letter and 60 bits of the keyed hash of a text and of the run's moment, so
    that no other run gives it again, and nobody without the secret can tell whose it is by trying out names.
    letter: what the id is of; text: an expression that nothing else of that kind shares in this run; pepper: the column
    that holds the secret.
-#}
{% macro keyed_id(letter, text, pepper) -%}
    '{{ letter }}' || substr({{ keyed_hash(text ~ " || '|" ~ as_of_digits() ~ "'", pepper) }}, 1, 15)
{%- endmacro %}

{#-
    An opaque id of what is no person: a letter and 60 bits of the MD5 of a text and of the run's moment, so that no other
    run gives it again.
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

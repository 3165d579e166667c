{#- A text in which each (old, new) pair was replaced, in the order of the pairs; for both engines the fastest way. -#}
{% macro replaced(text, pairs) -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for old, new in pairs -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '" ~ old ~ "', '" ~ new ~ "')" -%}
    {%- endfor -%}
    {{- ns.sql -}}
{%- endmacro %}

{#-
    A select of some columns of a relation and of a text in which many (old, new) pairs were replaced, in their order.
    In steps, because one expression of so many calls is deeper than parsers like.
    relation: a CTE; text: an expression of it; pairs: any number; name: what the result is called; columns: those kept.
-#}
{% macro with_replacements(relation, text, pairs, name, columns, pairs_in_step=10) -%}
    with

    step_0 as (

        select
            {{ columns | join(",\n            ") }},
            {{ text }} as {{ name }}
        from {{ relation }}

    ),
    {%- for step in pairs | batch(pairs_in_step) %}

    step_{{ loop.index }} as (

        select
            {{ columns | join(",\n            ") }},
            {{ replaced(name, step) }} as {{ name }}
        from step_{{ loop.index0 }}

    ){{ "," if not loop.last }}
    {%- endfor %}

    select
        {{ columns | join(",\n        ") }},
        {{ name }}
    from step_{{ (pairs | batch(pairs_in_step) | list) | length }}
{%- endmacro %}

{#- A text with one space between words and none around them. It must hold no #, which stands for a space on the way. -#}
{% macro single_spaced(text) -%}
    trim({{ replaced(text, [(" ", " #"), ("# ", ""), ("#", "")]) }})
{%- endmacro %}

{#-
    A folded column as words of letters, a sign between letters being a space (d'Arc gives d arc) and a digit nothing;
    empty where there is no letter. folded: a column of folded_text.
-#}
{% macro letter_words(folded) -%}
    {{ single_spaced(kept_characters(letters_digits_spaces(folded), "abcdefghijklmnopqrstuvwxyz ")) }}
{%- endmacro %}

{#- A folded column as words of letters and digits; empty where there is neither. folded: a column of folded_text. -#}
{% macro address_words(folded) -%}
    {{ single_spaced(letters_digits_spaces(folded)) }}
{%- endmacro %}

{% macro letters_digits_spaces(folded) -%}
    {{ kept_characters(folded, "abcdefghijklmnopqrstuvwxyz0123456789 ", " ") }}
{%- endmacro %}

{#- The letters and digits of a number or code, in capitals; empty where it has none. -#}
{% macro capitals_and_digits(text) -%}
    {{ kept_characters("upper(" ~ text ~ ")", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") }}
{%- endmacro %}

{#- Words of a name without the title that stands first; null where nothing else is left. -#}
{% macro without_title(words) -%}
    {%- set titles = ["m", "mr", "mme", "mlle", "mlles", "mmes", "dr", "mrs", "ms", "miss", "monsieur", "madame",
                      "mademoiselle", "docteur", "sir", "lady", "lord", "dame", "hon", "rt", "rev", "reverend", "countess",
                      "viscount", "baroness", "captain", "colonel", "lieutenant", "admiral", "professeur", "prof"] -%}
    nullif(
        case
            when split_part({{ words }}, ' ', 1) in ('{{ titles | join("', '") }}')
                then trim(substr({{ words }}, length(split_part({{ words }}, ' ', 1)) + 1))
            else {{ words }}
        end,
        ''
    )
{%- endmacro %}

{#-
    Words of a family name without those that tell how it was come by (née, épouse, veuve), and with Saint in full.
    They count between two names only: Née and Veuve are names too.
-#}
{% macro without_marriage_words(words) -%}
    {%- set pairs = [(" nee ", " "), (" ne ", " "), (" epouse ", " "), (" epse ", " "), (" ep ", " "),
                     (" veuve ", " "), (" vve ", " "), (" divorcee ", " "), (" dite ", " "), (" dit ", " ")] -%}
    {{ replaced(words, pairs) }}
{%- endmacro %}

{#- Saint and Sainte in full, at any place among the words. -#}
{% macro with_saints(words) -%}
    trim({{ replaced("' ' || " ~ words ~ " || ' '", [(" st ", " saint "), (" ste ", " sainte ")]) }})
{%- endmacro %}

{#-
    A select of names as they were given and name_words: words of a to z without the title that stands first, null where
    nothing is left. The m of M'Barek is no title. The word null is no name, and cannot stand in the seed of placeholders:
    one engine reads it as null. relation: a CTE; given: its column of names.
-#}
{% macro names_in_words(relation, given) -%}
    with

    folded as (

        select
            {{ given }},
            {{ folded_text(given) }} as folded_name
        from {{ relation }}

    ),

    words as (

        select
            {{ given }},
            {{ letter_words(replaced("folded_name", [("m''", "m"), ("m’", "m")])) }} as titled_words
        from folded

    )

    select
        {{ given }},
        nullif({{ without_title("titled_words") }}, 'null') as name_words
    from words
{%- endmacro %}

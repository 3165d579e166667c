{#-
    A postal code of five digits where it can only be a French one: the F or FR before it goes, and the zero that a
    spreadsheet took from Bourg-en-Bresse (1000) comes back. Others stay as they are.
    code: a column of capital letters and digits.
-#}
{% macro french_postal_code(code) -%}
    nullif(
        case
            when length({{ code }}) = 4 and {{ has_only_characters(code, "0123456789") }} then '0' || {{ code }}
            when {{ code }} like 'F_____' and {{ has_only_characters("substr(" ~ code ~ ", 2)", "0123456789") }}
                then substr({{ code }}, 2)
            when {{ code }} like 'FR_____' and {{ has_only_characters("substr(" ~ code ~ ", 3)", "0123456789") }}
                then substr({{ code }}, 3)
            else {{ code }}
        end,
        ''
    )
{%- endmacro %}

{#- The letters and spaces of a town, sur in full where it was written s/, and a # for each digit. folded: a column. -#}
{% macro marked_city(folded) -%}
    {%- set in_full = replaced(folded, [(" s/", " sur ")]) -%}
    {{ kept_characters(letters_digits_spaces(in_full), "abcdefghijklmnopqrstuvwxyz ", "#") }}
{%- endmacro %}

{#-
    A town's name as words, Saint in full; what stands from the first digit on (arrondissement, CEDEX 9) is left out
    where a name stands before it. marked: a column of marked_city.
-#}
{% macro city_words(marked) -%}
    {%- set opening = "split_part(" ~ marked ~ ", '#', 1)" -%}
    {%- set name = "coalesce(nullif(trim(" ~ opening ~ "), ''), replace(" ~ marked ~ ", '#', ''))" -%}
    {%- set pairs = [(" st ", " saint "), (" ste ", " sainte "), (" arrondissement ", " cedex ")] -%}
    trim(split_part({{ replaced("' ' || " ~ single_spaced(name) ~ " || ' '", pairs) }}, ' cedex ', 1))
{%- endmacro %}

{#-
    A select of some columns of a relation and name_sound: how a name sounds in French, as a short key of letters and
    digits. Names that sound alike share it (Lefebvre and Lefevre, Dupont and Dupond); it is deterministic, coarse on
    purpose, and no proof that two names are one.

    1, 2 and 3 are the nasal vowels of vin, vent and pont, w the vowel of fou, x the ch of chat. Signs and capitals live
    on the way only: < and > are the ends of the name, | an end that was written and is silent now, N and M consonants
    that are sounded, E an e that is never silent.

    relation: a CTE; glued: its column of letters a-z without spaces; columns: those to keep.
-#}
{% macro with_name_sound(relation, glued, columns) -%}
    {%- set consonants = [
        ("chr", "kr"), ("chl", "kl"), ("sch", "ch"), ("sh", "ch"), ("tch", "ch"), ("ph", "f"), ("x", "ks"),
        ("ch", "x"), ("h", ""), ("<mac", "<mc"), ("y", "i"), ("w", "v"),
        ("cc", "c"), ("gg", "g"), ("bv", "v"), ("mpt", "mt"), ("ault", "aut"), ("auld", "aud"),
        ("ck", "k"), ("cqu", "k"), ("cq", "k"), ("qu", "k"), ("q", "k"),
    ] -%}
    {%- set soft_consonants = [
        ("sce", "se"), ("sci", "si"), ("ce", "se"), ("ci", "si"), ("c", "k"),
        ("geo", "jo"), ("ge", "je"), ("gi", "ji"), ("gue", "ge"), ("gui", "gi"), ("gn", "ni"),
        ("tz", "s"), ("z", "s"), ("dt", "t"), ("ts>", "t>"), ("ds>", "d>"), ("<ann>", "<ane>"), ("nn>", "n>"),
        ("oist>", "oi>"), ("et>", "E>"), ("oiks>", "oi>"), ("uks>", "u>"),
    ] -%}
    {%- set doubles = [] -%}
    {%- for letter in "bdfjklprstvaeiou" -%}{%- do doubles.append((letter * 2, letter)) -%}{%- endfor -%}
    {%- set sounded = [("nn", "N"), ("mm", "M"), ("mn", "N")] -%}
    {%- for vowel in "aeiouE" -%}
        {%- do sounded.append(("n" ~ vowel, "N" ~ vowel)) -%}
        {%- do sounded.append(("m" ~ vowel, "M" ~ vowel)) -%}
    {%- endfor -%}
    {%- set vowels = [
        ("eau", "o"), ("au", "o"), ("oeu", "E"), ("oe", "E"), ("ou", "w"),
        ("ain", "1"), ("aim", "1"), ("ein", "1"), ("eim", "1"), ("ien", "i1"), ("in", "1"), ("im", "1"),
        ("un", "1"), ("um", "1"), ("an", "2"), ("am", "2"), ("en", "2"), ("em", "2"), ("on", "3"), ("om", "3"),
        ("ai", "E"), ("ei", "E"), ("eu", "E"), ("ae", "E"),
    ] -%}
    {%- set silent = [
        ("es>", "|"), ("e>", "|"), ("s>", ">"), ("t>", ">"), ("d>", ">"), ("3g>", "3>"), ("2g>", "2>"), ("2k>", "2>"),
        ("N", "n"), ("M", "m"), ("E", "e"), ("<", ""), (">", ""), ("|", ""),
    ] -%}
    {%- set pairs = consonants + soft_consonants + doubles + sounded + vowels + silent -%}
    with

    spoken as (

        {{ with_replacements(relation, "'<' || " ~ glued ~ " || '>'", pairs, "name_sound", columns) }}

    )

    select
        {{ columns | join(",\n        ") }},
        nullif(name_sound, '') as name_sound
    from spoken
{%- endmacro %}

{#-
    A select of addresses as they were given and address_words: words with the usual short forms in full (types of two
    words in one), without the n of n°, and with a # for each word that opens a part beside the street (flat, building,
    floor, post box); empty where there is none. relation: a CTE; given: its column of addresses.
-#}
{% macro addresses_in_words(relation, given) -%}
    {%- set in_full = {
        "saint": ["st"], "sainte": ["ste"], "saints": ["sts"], "general": ["gal", "gen"], "marechal": ["mal"],
        "docteur": ["dr"], "president": ["pdt"], "commandant": ["cdt"], "capitaine": ["cne"], "colonel": ["col"],
        "lieutenant": ["lt"], "professeur": ["prof"], "notre dame": ["nd", "n d"], "grand": ["gd"], "grande": ["gde"],
        "faubourg": ["fbg"], "lieudit": ["lieu dit"], "rpt": ["rond point"], "za": ["zone artisanale"],
        "zi": ["zone industrielle"], "zac": ["zone d activites"],
        "# etage": ["etage", "etg", "rdc"],
        "#": ["appt", "app", "apt", "appart", "appartement", "bat", "batiment", "bt", "esc", "escalier", "hall", "bp", "cs",
              "tsa", "cedex", "logement", "logt", "interphone", "boite", "flat", "unit"],
        "": ["n"],
    } -%}
    {%- set pairs = [] -%}
    {%- for full, abbreviations in in_full.items() -%}
        {%- for abbreviation in abbreviations -%}
            {%- do pairs.append((" " ~ abbreviation ~ " ", " " ~ full ~ (" " if full else ""))) -%}
        {%- endfor -%}
    {%- endfor -%}
    with

    folded as (

        select
            {{ given }},
            {{ folded_text(given) }} as folded_address
        from {{ relation }}

    ),

    words as (

        select
            {{ given }},
            {{ address_words("folded_address") }} as address_words
        from folded

    ),

    in_full as (

        {{ with_replacements("words", "' ' || address_words || ' '", pairs, "address_words", [given]) }}

    )

    select
        {{ given }},
        trim(address_words) as address_words
    from in_full
{%- endmacro %}

{#-
    A select of addresses with street_type (in full, null where there is none) and the words on its two sides,
    before_type and after_type: the first way among the first words, else the first place beside ways (residence, hamlet).
    relation: a CTE of addresses_in_words; given: its column of addresses; street_types: a CTE of abbreviation,
    street_type and rank.
-#}
{% macro with_street_type(relation, given, street_types, most_words=12) -%}
    with

    split_words as (

        select
            {{ given }},
            {%- for number in range(1, most_words + 1) %}
            split_part(address_words, ' ', {{ number }}) as word_{{ number }},
            {%- endfor %}
            address_words
        from {{ relation }}
        where address_words <> ''

    ),

    typed as (

        select
            split_words.{{ given }},
            split_words.address_words,
            {{ first_street_type("street_type", most_words) }} as street_type,
            {{ first_street_type("abbreviation", most_words) }} as type_as_written,
            {{ first_street_type("length_before", most_words) }} as length_before
        from split_words
        {%- for number in range(1, most_words + 1) %}
        left join {{ street_types }} as type_{{ number }}
            on split_words.word_{{ number }} = type_{{ number }}.abbreviation
        {%- endfor %}

    )

    select
        {{ given }},
        street_type,
        trim(left(address_words, coalesce(length_before, length(address_words)))) as before_type,
        coalesce(trim(substr(address_words, length_before + length(type_as_written) + 2)), '') as after_type
    from typed
{%- endmacro %}

{#- What the types that with_street_type joined say: 'street_type', 'abbreviation', or 'length_before', in characters. -#}
{% macro first_street_type(value, most_words) -%}
    case
        {%- for rank in [1, 2] %}
        {%- for number in range(1, most_words + 1) %}
        when type_{{ number }}.rank = {{ rank }} then
            {%- if value == "length_before" %} 0
            {%- for earlier in range(1, number) %} + length(split_words.word_{{ earlier }}) + 1 {%- endfor %}
            {%- else %} type_{{ number }}.{{ value }}
            {%- endif %}
        {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}

{#- A column without the first # and the value behind it (one letter, or what holds a digit). -#}
{% macro without_marked_part(column) -%}
    {%- set after = "substr(" ~ column ~ ", position('#' in " ~ column ~ ") + 2)" -%}
    {%- set value = "split_part(" ~ after ~ ", ' ', 1)" -%}
    case
        when not {{ column }} like '%#%' then {{ column }}
        when length({{ value }}) = 1 or {{ kept_characters(value, "0123456789") }} <> ''
            then trim(split_part({{ column }}, '#', 1) || substr({{ after }}, length({{ value }}) + 2))
        else trim(split_part({{ column }}, '#', 1) || {{ after }})
    end
{%- endmacro %}

{#- A column without its first word, where that is the number of a floor (3eme, the word floor itself being gone). -#}
{% macro without_ordinal(column) -%}
    case
        when
            left({{ column }}, 1) between '0' and '9'
            and (split_part({{ column }}, ' ', 1) like '%me' or split_part({{ column }}, ' ', 1) like '%er')
            and not split_part({{ column }}, ' ', 1) like '%ter'
            then substr({{ column }}, length(split_part({{ column }}, ' ', 1)) + 2)
        else {{ column }}
    end
{%- endmacro %}

{#- What stands in a column before its first #, without the number of a floor that stands last there (3e). -#}
{% macro without_floor(column) -%}
    {%- set street = "trim(split_part(" ~ column ~ ", '#', 1))" -%}
    {%- set last_word = "split_part(" ~ street ~ ", ' ', -1)" -%}
    case
        when
            {{ column }} like '%#%'
            and left({{ last_word }}, 1) between '0' and '9'
            and ({{ last_word }} like '%e' or {{ last_word }} like '%er')
            then trim(left({{ street }}, length({{ street }}) - length({{ last_word }})))
        else {{ street }}
    end
{%- endmacro %}

{#- The place of the first word that begins with a digit, 0 where there is none. -#}
{% macro place_of_number(column) -%}
    position(' 0' in (' ' || {{ kept_characters(column, "abcdefghijklmnopqrstuvwxyz #", "0") }}))
{%- endmacro %}

{#- The letter that tells houses of one number apart (bis, ter, quater, or the letter itself); empty where none. -#}
{% macro number_suffix(letters) -%}
    case
        when {{ letters }} in ('bis', 'b') then 'b'
        when {{ letters }} in ('ter', 't') then 't'
        when {{ letters }} in ('quater', 'q') then 'q'
        when length({{ letters }}) = 1 then {{ letters }}
        else ''
    end
{%- endmacro %}

{#- Words without articles, in one word: how people leave them out, or write them together, says nothing. -#}
{% macro glued_without_articles(words) -%}
    {%- set pairs = [] -%}
    {%- for article in ["de", "du", "des", "d", "la", "le", "les", "l", "aux", "au", "a", "et", "of", "the"] -%}
        {%- do pairs.append((" " ~ article ~ " ", " ")) -%}
    {%- endfor -%}
    {{ replaced("' ' || " ~ words ~ " || ' '", pairs + [(" ", "")]) }}
{%- endmacro %}

{#-
    A select of each address with its street_number, street_name and street_key (number|name without type and articles).

    In French the number stands before the type, in English the name stands between them; what stands before the number
    is a residence. Without a type the number must open the address. Before the street stand two marked parts at most;
    behind it, what follows the first is left out.
    relation: a CTE of with_street_type for addresses called given_address.
-#}
{% macro street_parts(relation) -%}
    with

    without_one as (

        select
            given_address,
            street_type,
            after_type,
            {{ without_marked_part("before_type") }} as before_type
        from {{ relation }}

    ),

    without_two as (

        select
            given_address,
            street_type,
            after_type,
            {{ replaced(without_marked_part("before_type"), [("# ", ""), ("#", "")]) }} as before_type
        from without_one

    ),

    without_floor as (

        select
            given_address,
            street_type,
            {{ without_ordinal("before_type") }} as before_type,
            {{ without_floor("after_type") }} as after_type
        from without_two

    ),

    placed as (

        select
            *,
            case
                when left(before_type, 1) between '0' and '9' then 1
                when street_type is not null then {{ place_of_number("before_type") }}
                else 0
            end as number_place
        from without_floor

    ),

    opened as (

        select
            *,
            case when number_place > 0 then substr(before_type, number_place) else '' end as number_and_behind
        from placed

    ),

    numbered as (

        select
            *,
            split_part(number_and_behind, ' ', 1) as number_word,
            case
                when number_place = 0 then before_type
                else substr(number_and_behind, length(split_part(number_and_behind, ' ', 1)) + 2)
            end as behind_number
        from opened

    ),

    suffixed as (

        select
            *,
            ltrim({{ kept_characters("number_word", "0123456789") }}, '0') as digits,
            {{ kept_characters("number_word", "abcdefghijklmnopqrstuvwxyz") }} as own_letters,
            split_part(behind_number, ' ', 1) as next_word
        from numbered

    ),

    completed as (

        select
            *,
            -- 12 bis, 12 C rue, and the 14 of 12-14
            number_word <> ''
            and (
                next_word in ('bis', 'ter', 'quater', 'b', 't', 'q')
                or left(next_word, 1) between '0' and '9'
                or (street_type is not null and length(behind_number) = 1)
            ) as has_more,
            left(next_word, 1) between '0' and '9' as is_range
        from suffixed

    ),

    streets as (

        select
            given_address,
            street_type,
            after_type,
            case
                when length(digits) not between 1 and 5 then null
                when own_letters = '' and has_more and not is_range then digits || {{ number_suffix("next_word") }}
                else digits || {{ number_suffix("own_letters") }}
            end as street_number,
            case when has_more then substr(behind_number, length(next_word) + 2) else behind_number end as opening_words
        from completed

    )

    select
        given_address,
        street_number,
        nullif({{ single_spaced("opening_words || ' ' || coalesce(street_type, '') || ' ' || after_type") }}, '')
            as street_name,
        coalesce(street_number, '') || '|'
        || nullif({{ glued_without_articles("opening_words || ' ' || after_type") }}, '') as street_key
    from streets
{%- endmacro %}

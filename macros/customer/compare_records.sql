{#-
    How two records compare, as one letter for each attribute in the order of vector_attributes(): S same, C close,
    K akin (two names that look alike), U unlike (a misspelt name: says nothing), D different, M missing on a side,
    N not compared.

    l, r: the two values, or what stands before the names of a side's columns (those of int_customer__evidence). Names are
    compared the other way round too, where that fits better.
-#}
{% macro vector_attributes() -%}
    {{ return(["first_name", "last_name", "birth_date", "card", "email", "phone", "address", "postal_code", "town",
               "gender", "source"]) }}
{%- endmacro %}

{#- What is compared of two records besides their first names. -#}
{% macro compared_columns() -%}
    {{ return(["first_name_key", "is_known_first_name", "last_name_key", "birth_digits", "loyalty_card_number", "email",
               "phone", "street_key", "postal_code", "city", "gender", "source_system"]) }}
{%- endmacro %}

{#-
    A select of each pair and its vector. pairs: relation of left_number, right_number (and `kept` columns to carry on).
    Two different first names decide whatever else agrees (test assert_two_different_first_names_decide_alone): then nothing
    more than names is compared, and more than half of all pairs cost a fraction.
-#}
{% macro compared_records(pairs, evidence, kept=[]) -%}
    with

    sides as (

        select
            pairs.left_number,
            pairs.right_number,
            {%- for column in kept %}
            pairs.{{ column }},
            {%- endfor %}
            {%- for column in compared_columns() %}
            left_side.{{ column }} as left_{{ column }},
            right_side.{{ column }} as right_{{ column }},
            {%- endfor %}
            {{ first_name_level("left_side.", "right_side.") }} as straight_first_name
        from {{ pairs }} as pairs
        inner join {{ evidence }} as left_side
            on pairs.left_number = left_side.record_number
        inner join {{ evidence }} as right_side
            on pairs.right_number = right_side.record_number

    ),

    named as (

        select
            *,
            case
                when straight_first_name not in ('S', 'C') and ({{ is_swapped("left_", "right_") | indent(16) }}) then 'SS'
                when straight_first_name not in ('S', 'C') and ({{ is_single_name("left_", "right_") | indent(16) }}) then 'CM'
                else straight_first_name || {{ last_name_level("left_last_name_key", "right_last_name_key") | indent(16) }}
            end as name_levels
        from sides

    )

    select
        left_number,
        right_number,
        {%- for column in kept %}
        {{ column }},
        {%- endfor %}
        name_levels || case
            when left(name_levels, 1) = 'D' then '{{ "N" * (vector_attributes() | length - 2) }}'
            else
                {{ birth_date_level("left_birth_digits", "right_birth_digits") | indent(8) }}
                || {{ code_level("left_loyalty_card_number", "right_loyalty_card_number", is_close=false) | indent(8) }}
                || {{ code_level("left_email", "right_email") | indent(8) }}
                || {{ code_level("left_phone", "right_phone") | indent(8) }}
                || {{ address_level("left_", "right_") | indent(8) }}
                || {{ postal_code_level("left_postal_code", "right_postal_code") | indent(8) }}
                || {{ town_level("left_city", "right_city") | indent(8) }}
                || {{ code_level("left_gender", "right_gender", is_close=false) | indent(8) }}
                || case when left_source_system = right_source_system then 'S' else 'D' end
        end as vector
    from named
{%- endmacro %}

{#-
    Two known and different first names conflict, however alike (Louis and Louise); a misspelt one is close to the known
    names that it can be read as, unless they are of both sexes. Names that share a short form are close, or akin where both
    are common: one person may bear them, and so may twins.
-#}
{% macro first_name_level(l, r) -%}
    case
        when {{ l }}first_name is null or {{ r }}first_name is null then 'M'
        when {{ l }}first_name = {{ r }}first_name then 'S'
        when
            (length({{ l }}first_name) = 1 or length({{ r }}first_name) = 1)
            and left({{ l }}first_name, 1) = left({{ r }}first_name, 1)
            then 'C'
        when {{ l }}first_name_gender <> {{ r }}first_name_gender then 'D'
        when {{ is_feminine_of(l, r) }} or {{ is_feminine_of(r, l) }} then 'K'
        when
            {{ l }}first_name_forms like '%|' || {{ r }}first_name || '|%'
            or {{ r }}first_name_forms like '%|' || {{ l }}first_name || '|%'
            then 'C'
        when {{ l }}is_known_first_name and {{ r }}is_known_first_name
            then
                case
                    when
                        not coalesce({{ sounds_as(l, r) }}, false)
                        and not {{ lists_overlap(l ~ "first_name_forms", r ~ "first_name_forms") }}
                        then 'D'
                    when {{ l }}first_name like '% %' and {{ r }}first_name like '% %'
                        then
                            case
                                when {{ l }}is_common_first_name and {{ r }}is_common_first_name then 'D'
                                when {{ edit_distance(l ~ "first_name", r ~ "first_name") }} <= 1 then 'C'
                                when {{ edit_distance(l ~ "first_name", r ~ "first_name") }} <= 2 then 'K'
                                else 'D'
                            end
                    when {{ l }}is_common_first_name and {{ r }}is_common_first_name then 'K'
                    else 'C'
                end
        when
            not {{ l }}is_known_first_name
            and length({{ r }}first_name) - length({{ l }}first_name) >= 2
            and length({{ l }}first_name_stem) >= 3
            and left({{ r }}first_name, length({{ l }}first_name_stem)) = {{ l }}first_name_stem
            then 'C'
        when
            not {{ r }}is_known_first_name
            and length({{ l }}first_name) - length({{ r }}first_name) >= 2
            and length({{ r }}first_name_stem) >= 3
            and left({{ l }}first_name, length({{ r }}first_name_stem)) = {{ r }}first_name_stem
            then 'C'
        when
            ({{ l }}is_rare_first_name or {{ r }}is_rare_first_name)
            and ({{ l }}is_rare_first_name or {{ l }}is_known_first_name)
            and ({{ r }}is_rare_first_name or {{ r }}is_known_first_name)
            then case when {{ name_similarity(l ~ "first_name", r ~ "first_name") }} >= 80 then 'K' else 'D' end
        when
            coalesce({{ l }}first_name_readings like '%|' || {{ r }}first_name || '|%', false)
            or coalesce({{ r }}first_name_readings like '%|' || {{ l }}first_name || '|%', false)
            or coalesce({{ lists_overlap(l ~ "first_name_readings", r ~ "first_name_readings") }}, false)
            then case when {{ l }}is_read_as_both_sexes or {{ r }}is_read_as_both_sexes then 'U' else 'C' end
        when
            not {{ l }}is_known_first_name
            and not {{ r }}is_known_first_name
            and {{ name_similarity(l ~ "first_name", r ~ "first_name") }} >= 88
            then 'C'
        when
            ({{ l }}is_known_first_name or {{ l }}first_name_readings is null)
            and ({{ r }}is_known_first_name or {{ r }}first_name_readings is null)
            and {{ name_similarity(l ~ "first_name", r ~ "first_name") }} >= 84
            then 'C'
        when
            coalesce({{ l }}first_name_readings, {{ r }}first_name_readings) is null
            or {{ name_similarity(l ~ "first_name", r ~ "first_name") }} >= 65
            then 'U'
        else 'K'
    end
{%- endmacro %}

{#- A name and its feminine, which twins bear though the lists are not sure of its sex: Gwenael and Gwenaelle. -#}
{% macro is_feminine_of(name, feminine) -%}
    (
        {{ feminine }}first_name in (
            {{ name }}first_name || 'e', {{ name }}first_name || 'le',
            {{ name }}first_name || 'ne', {{ name }}first_name || 'te'
        )
        and ({{ feminine }}is_known_first_name or {{ feminine }}is_rare_first_name)
        and ({{ name }}is_known_first_name or {{ name }}is_rare_first_name)
    )
{%- endmacro %}

{#- Another spelling of one name, where it is sure of which sex: Armel and Armelle sound the same and are twins. -#}
{% macro sounds_as(l, r) -%}
    ({{ l }}first_name_sound = {{ r }}first_name_sound and {{ l }}first_name_gender = {{ r }}first_name_gender)
{%- endmacro %}

{% macro last_name_level(l, r) -%}
    case
        when {{ l }} is null or {{ r }} is null then 'M'
        when {{ l }} = {{ r }} then 'S'
        when
            {{ name_similarity(l, r) }} >= 88
            or {{ edit_distance(l, r) }} <= 1
            or (length({{ l }}) >= 4 and contains({{ r }}, {{ l }}))
            or (length({{ r }}) >= 4 and contains({{ l }}, {{ r }}))
            then 'C'
        else 'D'
    end
{%- endmacro %}

{#- First and family name in each other's field, with a slip at most in the one that is no known first name there. -#}
{% macro is_swapped(l, r) -%}
    coalesce(
        {{ l }}first_name_key = {{ r }}last_name_key and {{ l }}last_name_key = {{ r }}first_name_key, false
    )
    or coalesce({{ is_swapped_with_slip(l, r) }}, false)
    or coalesce({{ is_swapped_with_slip(r, l) }}, false)
{%- endmacro %}

{% macro is_swapped_with_slip(right_way, swapped) -%}
    (
        {{ right_way }}first_name_key = {{ swapped }}last_name_key
        and {{ right_way }}is_known_first_name
        and {{ edit_distance(right_way ~ "last_name_key", swapped ~ "first_name_key") }} <= 1
    )
{%- endmacro %}

{#- The only name that a record gives stands in the field of the first name and is the other's family name. -#}
{% macro is_single_name(l, r) -%}
    coalesce({{ is_only_name_of(l, r) }}, false) or coalesce({{ is_only_name_of(r, l) }}, false)
{%- endmacro %}

{% macro is_only_name_of(single, full) -%}
    (
        {{ single }}last_name_key is null
        and length({{ single }}first_name_key) > 3
        and (
            {{ edit_distance(single ~ "first_name_key", full ~ "last_name_key") }} <= 1
            or {{ name_similarity(single ~ "first_name_key", full ~ "last_name_key") }} >= 90
        )
    )
{%- endmacro %}

{#- The first of January is what applications write for a year alone: the same one is close, no more. -#}
{% macro birth_date_level(l, r) -%}
    case
        when {{ l }} is null or {{ r }} is null then 'M'
        when {{ l }} = {{ r }}
            then case when right({{ l }}, 4) = '0101' then 'C' else 'S' end
        when
            left({{ l }}, 4) = left({{ r }}, 4)
            and (
                substr({{ l }}, 5, 2) || right({{ l }}, 2)
                = right({{ r }}, 2) || substr({{ r }}, 5, 2)
                or right({{ l }}, 4) = '0101'
                or right({{ r }}, 4) = '0101'
            )
            then 'C'
        else
            case {{ edit_distance(l, r) }}
                when 1 then 'C'
                when 2
                    then
                        case
                            when left({{ l }}, 4) = left({{ r }}, 4) then 'C'
                            else 'U'
                        end
                else 'D'
            end
    end
{%- endmacro %}

{% macro code_level(l, r, is_close=true) -%}
    case
        when {{ l }} is null or {{ r }} is null then 'M'
        when {{ l }} = {{ r }} then 'S'
        {%- if is_close %}
        when {{ is_one_edit_away(l, r) }} then 'C'
        {%- endif %}
        else 'D'
    end
{%- endmacro %}

{#- An edit distance of one at most: it leaves the beginning or the end as it is, which is looked at first. -#}
{% macro is_one_edit_away(l, r) -%}
    (
        length({{ l }}) - length({{ r }}) between -1 and 1
        and (
            left({{ l }}, 8) = left({{ r }}, 8)
            or right({{ l }}, {{ length_beyond(l, 8) }}) = right({{ r }}, {{ length_beyond(l, 8) }})
        )
        and {{ edit_distance(l, r) }} <= 1
    )
{%- endmacro %}

{% macro length_beyond(text, count) -%}
    case when length({{ text }}) > {{ count }} then length({{ text }}) - {{ count }} else 0 end
{%- endmacro %}

{% macro address_level(l, r) -%}
    case
        when {{ l }}street_key is null or {{ r }}street_key is null then 'M'
        when {{ l }}street_key = {{ r }}street_key
            then
                case
                    when
                        coalesce({{ l }}postal_code = {{ r }}postal_code, true)
                        or coalesce({{ l }}city = {{ r }}city, true)
                        then 'S'
                    else 'D'
                end
        when
            {{ name_similarity(l ~ "street_key", r ~ "street_key") }} >= 90
            and (
                coalesce({{ l }}postal_code = {{ r }}postal_code, false)
                or coalesce({{ l }}city = {{ r }}city, false)
            )
            then 'C'
        else 'D'
    end
{%- endmacro %}

{#- Close: the same but for one sign, or the same but for the last three (the delivery point). -#}
{% macro postal_code_level(l, r) -%}
    case
        when {{ l }} is null or {{ r }} is null then 'M'
        when {{ l }} = {{ r }} then 'S'
        when
            left({{ l }}, length({{ l }}) - 3) = left({{ r }}, length({{ r }}) - 3)
            or {{ edit_distance(l, r) }} <= 1
            then 'C'
        else 'D'
    end
{%- endmacro %}

{% macro town_level(l, r) -%}
    case
        when {{ l }} is null or {{ r }} is null then 'M'
        when {{ l }} = {{ r }} then 'S'
        when {{ name_similarity(l, r) }} >= 88 or contains({{ l }}, {{ r }}) or contains({{ r }}, {{ l }}) then 'C'
        else 'D'
    end
{%- endmacro %}

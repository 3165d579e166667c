{#-
    A select of each first name and every form that it may take elsewhere, itself among them, each once: its short forms
    and the names that it is short for, the first name of a compound, a compound in one word, and its initials (JP).
    names: a CTE of first_name, first_word and glued; diminutives: a CTE of first_name and diminutive.
-#}
{% macro first_name_relations(names, diminutives) -%}
    select
        first_name,
        first_name as form
    from {{ names }}
    union
    select
        {{ names }}.first_name,
        {{ diminutives }}.diminutive as form
    from {{ names }}
    inner join {{ diminutives }}
        on {{ names }}.first_name = {{ diminutives }}.first_name
    union
    select
        {{ names }}.first_name,
        {{ diminutives }}.first_name as form
    from {{ names }}
    inner join {{ diminutives }}
        on {{ names }}.first_name = {{ diminutives }}.diminutive
    union
    select
        first_name,
        glued as form
    from {{ names }}
    union
    select
        first_name,
        first_word as form
    from {{ names }}
    where length(first_word) > 1
    union
    select
        first_name,
        left(first_name, 1) || left(split_part(first_name, ' ', 2), 1) || left(split_part(first_name, ' ', 3), 1) as form
    from {{ names }}
    where first_word <> first_name
{%- endmacro %}

{#-
    A select of each family name and the parts by which another spelling of it may be known, each once: the whole in one
    word, and of three letters at least each word that is no particle and all of these words in one (Le Goff gives legoff
    and goff, Dupont née Martin gives dupont, martin and dupontmartin).
    names: a CTE of last_name and last_name_key; particles: a CTE of particle.
-#}
{% macro last_name_relations(names, particles, most_words=6) -%}
    with

    word_numbers as (

        {% for number in range(1, most_words + 1) -%}
        select {{ number }} as word_number
        {%- if not loop.last %} union all {% endif %}
        {% endfor %}
    ),

    name_words as (

        select
            {{ names }}.last_name,
            word_numbers.word_number,
            split_part({{ names }}.last_name, ' ', word_numbers.word_number) as word
        from {{ names }}
        cross join word_numbers
        where {{ names }}.last_name like '% %'

    ),

    telling_words as (

        select name_words.*
        from name_words
        left join {{ particles }}
            on name_words.word = {{ particles }}.particle
        where
            name_words.word <> ''
            and {{ particles }}.particle is null

    ),

    beside_the_whole as (

        select
            last_name,
            word as part
        from telling_words
        union all
        select
            last_name,
            {{ dbt.listagg("word", "''", "order by word_number") }} as part
        from telling_words
        group by last_name

    )

    select
        last_name,
        last_name_key as part
    from {{ names }}
    union
    select
        last_name,
        part
    from beside_the_whole
    where length(part) >= 3
{%- endmacro %}

{#- The level of one attribute of a vector as a word; null where there is no vector. -#}
{% macro level_word(vector, attribute) -%}
    case substr({{ vector }}, {{ vector_attributes().index(attribute) + 1 }}, 1)
        when 'S' then 'same'
        when 'C' then 'close'
        when 'K' then 'akin'
        when 'U' then 'unlike'
        when 'D' then 'different'
        when 'M' then 'missing'
        when 'N' then 'not_compared'
    end
{%- endmacro %}

{#- One column for each attribute of a vector, <attribute>_level. -#}
{% macro level_words(vector) -%}
    {%- for attribute in vector_attributes() %}
    {{ level_word(vector, attribute) }} as {{ attribute }}_level{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- What somebody may find out, or put right, so that an attribute agrees as a case asks for it. -#}
{% macro evidence_words() -%}
    {{ return({
        "first_name": {"en": "the same first name on both records", "fr": "le même prénom des deux côtés"},
        "last_name": {"en": "the same family name on both records", "fr": "le même nom de famille des deux côtés"},
        "birth_date": {"en": "a birth date that agrees, on both records",
                       "fr": "une date de naissance qui concorde, des deux côtés"},
        "card": {"en": "the same loyalty card", "fr": "la même carte de fidélité"},
        "email": {"en": "the same e-mail", "fr": "le même courriel"},
        "phone": {"en": "the same phone", "fr": "le même téléphone"},
        "address": {"en": "the same address", "fr": "la même adresse"},
        "postal_code": {"en": "the same postal code", "fr": "le même code postal"},
        "town": {"en": "the same town", "fr": "la même ville"},
        "gender": {"en": "the same gender", "fr": "le même sexe"},
        "source": {"en": "records of two applications", "fr": "des enregistrements de deux applications"},
        "household": {"en": "a home or contacts that prove more (card, e-mail, phone, address)",
                      "fr": "un foyer ou des contacts plus probants (carte, courriel, téléphone, adresse)"},
    }) }}
{%- endmacro %}

{#-
    How far an attribute is from what a case asks: 0 where it meets it, little where a value is missing and may be asked
    for, much where values differ and would have to be wrong; what was not compared has yet to be shown. levels: the case's
    column, level: that of the vector.
-#}
{% macro evidence_gap(levels, level) -%}
    case
        when coalesce('|' || nullif({{ levels }}, '') || '|' like '%|' || {{ level }} || '|%', true) then 0
        when {{ level }} in ('missing', 'none', 'not_compared') then 10
        when {{ level }} in ('close', 'akin', 'unlike', 'likely', 'weak', 'doubtful') then 12
        else 50
    end
{%- endmacro %}

{#- A select of each vector and merging case of two records: how far each attribute, and all together, are from it. -#}
{% macro evidence_gaps(classed, cases) -%}
    {%- set attributes = vector_attributes() + ["household"] -%}
    select
        {{ classed }}.vector,
        {{ cases }}.case_code,
        {{ cases }}.priority,
        {%- for attribute in attributes %}
        {{ evidence_gap(cases ~ "." ~ attribute ~ "_levels", classed ~ "." ~ attribute ~ "_level") }} as {{ attribute }}_gap,
        {%- endfor %}
        {% for attribute in attributes -%}
        {{ "+ " if not loop.first }}{{ evidence_gap(cases ~ "." ~ attribute ~ "_levels", classed ~ "." ~ attribute ~ "_level") }}
        {% endfor %} as gap
    from {{ classed }}
    cross join {{ cases }}
    where
        {{ cases }}.decision = 'merge'
        and {{ cases }}.scope = 'any'
{%- endmacro %}

{#- A select of each vector and the cases that are nearest to it, with what they still ask, in words and as a list. -#}
{% macro asked_evidence(gaps) -%}
    {%- set attributes = vector_attributes() + ["household"] -%}
    {%- set words = evidence_words() -%}
    select
        *,
        {%- for language in ["en", "fr"] %}
        {%- set joint = " and " if language == "en" else " et " %}
        substr(
            ''
            {%- for attribute in attributes %}
            || case when {{ attribute }}_gap > 0 then '{{ joint }}{{ words[attribute][language] }}' else '' end
            {%- endfor %},
            {{ joint | length + 1 }}
        ) as asked_{{ language }},
        {%- endfor %}
        {% for attribute in attributes -%}
        {{ "|| " if not loop.first }}case when {{ attribute }}_gap > 0 then '|{{ attribute }}' else '' end
        {% endfor %} || '|' as missing_evidence
    from {{ gaps }}
    qualify gap = min(gap) over (partition by vector)
{%- endmacro %}

{#- The smaller of two numbers that are known: engines disagree on what least() makes of null. -#}
{% macro smaller_of(left, right) -%}
    case when {{ left }} < {{ right }} then {{ left }} else {{ right }} end
{%- endmacro %}

{% macro larger_of(left, right) -%}
    case when {{ left }} < {{ right }} then {{ right }} else {{ left }} end
{%- endmacro %}

{#-
    CTEs that end in reached_<count>: each record that so many links at most part from the one of wave_0, and how many.
    They follow CTEs wave_0 and reached_0 of record_number and wave. links: CTE of record_number, partner_number.
-#}
{% macro further_waves(links, count) -%}
{% for wave in range(1, count + 1) -%}
wave_{{ wave }} as (

    select distinct
        {{ links }}.record_number,
        {{ wave }} as wave
    from {{ links }}
    inner join wave_{{ wave - 1 }}
        on {{ links }}.partner_number = wave_{{ wave - 1 }}.record_number
    left join reached_{{ wave - 1 }}
        on {{ links }}.record_number = reached_{{ wave - 1 }}.record_number
    where reached_{{ wave - 1 }}.record_number is null

),

reached_{{ wave }} as (

    select * from reached_{{ wave - 1 }}
    union all
    select * from wave_{{ wave }}

){{ "," if not loop.last }}

{% endfor %}
{%- endmacro %}

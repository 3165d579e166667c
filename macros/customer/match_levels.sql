{#- The levels of each attribute that a case may name, as compared_records and household_class give them. -#}
{% macro match_levels() -%}
    {%- set found = {} -%}
    {%- for attribute in vector_attributes() -%}
        {%- do found.update({attribute: ["missing", "same", "close", "different"]}) -%}
    {%- endfor -%}
    {%- do found.update({
        "first_name": ["missing", "same", "close", "akin", "unlike", "different"],
        "birth_date": ["missing", "same", "close", "unlike", "different"],
        "card": ["missing", "same", "different"],
        "gender": ["missing", "same", "different"],
        "source": ["same", "different"],
        "household": ["none", "proven", "likely", "weak", "doubtful", "contrary"],
    }) -%}
    {{ return(found) }}
{%- endmacro %}

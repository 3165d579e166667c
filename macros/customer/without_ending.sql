{#- A text without the first of the endings that it has; a text without any stays as it is. -#}
{% macro without_ending(text, endings) -%}
    case
        {%- for ending in endings %}
        when right({{ text }}, {{ ending | length }}) = '{{ ending }}'
            then left({{ text }}, length({{ text }}) - {{ ending | length }})
        {%- endfor %}
        else {{ text }}
    end
{%- endmacro %}

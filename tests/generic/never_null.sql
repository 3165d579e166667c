{#- Fails with each row that misses one of these columns: one question for all of them, where each would cost one. -#}
{% test never_null(model, columns) %}
select {{ columns | join(",\n    ") }}
from {{ model }}
where
    {% for column in columns -%}
        {{ column }} is null
        {% if not loop.last %}or {% endif %}
    {%- endfor %}
{% endtest %}

{#- Fails with each combination of the key's columns that stands more than once. -#}
{% test unique_key(model, columns) %}
select
    {{ columns | join(",\n    ") }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having count(*) > 1
{% endtest %}

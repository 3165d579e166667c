{#-
    Fails with each key that stands more than once, or with a row of it that misses a required column or holds a value
    that is not listed. One question for the simple rules of a model, where each would cost one.
    key: the columns that name a row, none of which may be missing; required: further columns that no row may miss;
    listed: for a column the values that it may have, where it has one.
-#}
{% test valid_rows(model, key, required=[], listed={}) %}
{%- set faults = [] -%}
{%- for column in key + required -%}
    {%- do faults.append(column ~ " is null") -%}
{%- endfor -%}
{%- for column, values in listed.items() -%}
    {%- set literals = [] -%}
    {%- for value in values -%}
        {%- do literals.append("'" ~ value ~ "'" if value is string else value) -%}
    {%- endfor -%}
    {%- do faults.append(column ~ " not in (" ~ literals | join(", ") ~ ")") -%}
{%- endfor -%}
select
    {{ key | join(",\n    ") }},
    count(*) as row_count,
    sum(case when {{ faults | join(" or ") }} then 1 else 0 end) as faulty_row_count
from {{ model }}
group by {{ key | join(", ") }}
having
    count(*) > 1
    or sum(case when {{ faults | join(" or ") }} then 1 else 0 end) > 0
{% endtest %}

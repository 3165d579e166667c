{#-
    The département of a French postal code, null where the code is none: two digits, overseas three, Corsica 2A and 2B
    (its codes begin with 200 and 201, and with 202 and above). A foreign code of five digits passes for a French one.
    code: a column of normal postal codes.
-#}
{% macro french_department(code) -%}
    case
        when length({{ code }}) <> 5 or translate({{ code }}, '0123456789', '') <> '' then null
        when left({{ code }}, 2) = '20' and left({{ code }}, 3) < '202' then '2A'
        when left({{ code }}, 2) = '20' then '2B'
        when left({{ code }}, 2) in ('97', '98') then left({{ code }}, 3)
        when left({{ code }}, 2) between '01' and '95' then left({{ code }}, 2)
    end
{%- endmacro %}

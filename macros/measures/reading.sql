{#-
    The columns of a reading, each cast to its type: what is not given is null.
    values: column to expression, of statement_code, subject_fr, subject_en, amount_eur, rate, item_count, first_date,
    last_date and compared_first_date. Amounts, rates and counts are magnitudes: the sentence says the direction.
-#}
{% macro reading(values) -%}
    {%- set types = {
        "statement_code": "varchar",
        "subject_fr": "varchar",
        "subject_en": "varchar",
        "amount_eur": "numeric(18, 2)",
        "rate": "double",
        "item_count": "bigint",
        "first_date": "date",
        "last_date": "date",
        "compared_first_date": "date",
    } -%}
    {%- for column, type in types.items() %}
    cast({{ values.get(column, "null") }} as {{ type }}) as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#-
    What a person may have set right, as a list of columns. A card's number is none: it would make somebody else's
    purchases theirs, and the programme itself says whose a card is.
-#}
{% macro rectifiable_attributes() -%}
    {%- do return([
        "first_name", "last_name", "gender", "birth_date", "email", "phone", "landline", "address", "postal_code", "city",
    ]) -%}
{%- endmacro %}

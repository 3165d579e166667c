{#-
    The keys under which an application looks a newcomer up before it makes a record: expressions over
    int_customer__evidence, null where a part is missing. Each has the case that it proves by itself, none where it is one
    criterion alone, which never says who somebody is.
-#}
{% macro lookup_keys() -%}
    {{ return({
        "name_birth_date": {"key": "case when right(birth_digits, 4) <> '0101' then first_name_key || '|' || last_name_key "
                                   ~ "|| '|' || birth_digits end", "case_code": "C03"},
        "name_card": {"key": "first_name_key || '|' || last_name_key || '|' || loyalty_card_number", "case_code": "C06"},
        "email": {"key": "email"},
        "phone": {"key": "phone"},
        "card": {"key": "loyalty_card_number"},
        "names": {"key": "case when first_name_key < last_name_key then first_name_key || '|' || last_name_key "
                         ~ "else last_name_key || '|' || first_name_key end"},
        "first_name_birth_date": {"key": "first_name_key || '|' || birth_digits"},
        "last_name_birth_date": {"key": "last_name_key || '|' || birth_digits"},
        "last_name_postal_code": {"key": "last_name_key || '|' || postal_code"},
        "address": {"key": "street_key || '|' || coalesce(postal_code, city)"},
    }) }}
{%- endmacro %}

{#- The case that a key of this kind proves by itself; null where it is one criterion alone. -#}
{% macro proved_case(key_kind) -%}
    case {{ key_kind }}
        {%- for kind, reading in lookup_keys().items() if reading.case_code %}
        when '{{ kind }}' then '{{ reading.case_code }}'
        {%- endfor %}
    end
{%- endmacro %}

{#-
    The keys under which records are looked up: two records that share one are compared. Each is an expression over
    int_customer__evidence, null where a part is missing. Names stand in both orders where a swap would hide the pair.
-#}
{% macro block_keys() -%}
    {%- set outward = "left(postal_code, length(postal_code) - 3)" -%}
    {%- set year = "left(birth_digits, 4)" -%}
    {%- set single = "case when last_name_key is null then first_name_key end" -%}
    {{ return({
        "email": ["email"],
        "phone": ["phone"],
        "card": ["loyalty_card_number"],
        "names": ["case when first_name_key < last_name_key then first_name_key || '|' || last_name_key "
                  ~ "else last_name_key || '|' || first_name_key end", single],
        "first_name_birth_date": ["first_name_key || '|' || birth_digits"],
        "last_name_birth_date": ["last_name_key || '|' || birth_digits", "first_name_key || '|' || birth_digits"],
        "last_name_postal_code": ["last_name_key || '|' || postal_code", "first_name_key || '|' || postal_code"],
        "first_name_postal_code": ["first_name_key || '|' || postal_code"],
        "last_name_town": ["last_name_key || '|' || city", "first_name_key || '|' || city"],
        "first_name_town": ["first_name_key || '|' || city"],
        "birth_date_postal_code": ["birth_digits || '|' || postal_code"],
        "birth_date_town": ["birth_digits || '|' || city"],
        "address": ["street_key || '|' || coalesce(postal_code, city)"],
        "street_last_name": ["street_key || '|' || last_name_key"],
        "last_name_start_year": ["left(last_name_key, 4) || '|' || left(first_name_key, 2) || '|' || " ~ year],
        "first_name_start_year": ["left(first_name_key, 4) || '|' || left(last_name_key, 2) || '|' || " ~ year],
        "name_starts_month_day": ["left(last_name_key, 3) || '|' || left(first_name_key, 1) || '|' || right(birth_digits, 4)"],
        "first_name_area": ["left(first_name_key, 4) || '|' || " ~ outward ~ " || '|' || coalesce(left(last_name_key, 1), '')"],
        "last_name_area": ["left(last_name_key, 4) || '|' || " ~ outward,
                           "case when last_name_key is null then left(first_name_key, 4) end || '|' || " ~ outward],
        "last_name_year": ["last_name_key || '|' || " ~ year],
        "town_year": ["city || '|' || " ~ year ~ " || '|' || left(first_name_key, 2)"],
        "town_names": ["city || '|' || left(last_name_key, 3) || '|' || left(first_name_key, 1)",
                       "city || '|' || left(last_name_key, 3)",
                       "case when last_name_key is null then city || '|' || left(first_name_key, 3) end"],
        "last_name_postal_start": ["left(last_name_key, 5) || '|' || left(postal_code, 4)"],
        "last_name_initial_area": ["last_name_key || '|' || left(first_name_key, 1) || '|' || left(postal_code, 3)"],
    }) }}
{%- endmacro %}

{#-
    The keys that one name, or parts of two, make with a place or a year: where many share one, those who are one person share
    a rarer key as well, and the others are most of all pairs.
-#}
{% macro broad_block_keys() -%}
    {%- set broad = ["first_name_postal_code", "last_name_town", "first_name_town", "last_name_start_year",
                     "first_name_start_year", "name_starts_month_day", "first_name_area", "last_name_area", "last_name_year",
                     "town_year", "town_names", "last_name_postal_start", "last_name_initial_area"] -%}
    {%- for kind in broad if kind not in block_keys() -%}
        {{ exceptions.raise_compiler_error(kind ~ " is no kind of block_keys()") }}
    {%- endfor -%}
    {{ return(broad) }}
{%- endmacro %}

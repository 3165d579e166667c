{#-
    The digits of a telephone number and the + before them, without the signs that people write between; null where it
    holds anything else. The (0) behind an international prefix says: leave me out.
-#}
{% macro phone_digits(phone) -%}
    case
        when not {{ has_only_characters(phone, "0123456789+ .,/()_" ~ "\u00a0\u202f\u2010\u2011\u2013" ~ "-") }} then null
        when {{ phone }} like '%(0)%' and ({{ phone }} like '%+%' or ltrim({{ phone }}, ' (') like '00%')
            then {{ kept_characters("replace(" ~ phone ~ ", '(0)', '')", "0123456789+") }}
        else {{ kept_characters(phone, "0123456789+") }}
    end
{%- endmacro %}

{#-
    What follows the international prefix, + or 00 or none at all before 33; null where the number is written as within
    the country. digits: a column of phone_digits.
-#}
{% macro phone_international(digits) -%}
    case
        when {{ digits }} like '+%' then substr({{ digits }}, 2)
        when {{ digits }} like '00%' then substr({{ digits }}, 3)
        when {{ digits }} like '33%' and length({{ digits }}) in (11, 12) then {{ digits }}
    end
{%- endmacro %}

{#-
    The nine digits by which a French number is dialled behind 0, overseas numbers among them; null where it is none.
    digits: a column of phone_digits; international: a column of phone_international.
-#}
{% macro phone_french_digits(digits, international) -%}
    case
        when {{ international }} is null and length({{ digits }}) = 10 and {{ digits }} like '0%'
            then substr({{ digits }}, 2)
        when {{ international }} is null and length({{ digits }}) = 9 then {{ digits }}
        when {{ international }} like '330%' and length({{ international }}) = 12 then substr({{ international }}, 4)
        when {{ international }} like '33%' and length({{ international }}) = 11 then substr({{ international }}, 3)
    end
{%- endmacro %}

{#- The number in the form of E.164, null where it is none. Parameters: columns of the macros above. -#}
{% macro phone_e164(digits, international, french_digits) -%}
    {%- set overseas = {
        "590": ["590", "690", "691"],
        "594": ["594", "694"],
        "596": ["596", "696", "697"],
        "262": ["262", "263", "269", "639", "692", "693"],
    } -%}
    case
        when {{ digits }} like '_%+%' then null
        {%- for code, openings in overseas.items() %}
        when left({{ french_digits }}, 3) in ('{{ openings | join("', '") }}') then '+{{ code }}' || {{ french_digits }}
        {%- endfor %}
        when {{ french_digits }} like '0%' then null
        when {{ french_digits }} is not null then '+33' || {{ french_digits }}
        when {{ international }} like '33%' or {{ international }} like '0%' then null
        {%- for code in overseas %}
        when {{ international }} like '{{ code }}0%' and length({{ international }}) = 13
            then '+{{ code }}' || substr({{ international }}, 5)
        {%- endfor %}
        when length({{ international }}) between 8 and 15 then '+' || {{ international }}
    end
{%- endmacro %}

{#-
    The attributes of which one value survives for a customer, each with what is compared (null: the record knows none),
    how much a record says with it, and the columns that survive together from one record: a first name never stands
    beside the family name of another record, nor a street beside another's town.
-#}
{% macro surviving_attributes() -%}
    {%- set attributes = {
        "name": {
            "value": "coalesce(last_name_key, '') || '|' || coalesce(first_name, '')",
            "is_known": "last_name_key is not null or first_name is not null",
            "validity": "case when last_name_key is null then 0 else 3 end "
                ~ "+ case when first_name is null then 0 when length(first_name) = 1 then 1 else 2 end "
                ~ "+ case when is_known_first_name then 1 else 0 end",
            "columns": ["first_name", "last_name"],
        },
        "address": {
            "value": "coalesce(street_key, '') || '|' || coalesce(postal_code, '') || '|' || coalesce(city, '')",
            "is_known": "street_key is not null or postal_code is not null or city is not null",
            "validity": "case when street_key is null then 0 else 3 end "
                ~ "+ case when street_number is null then 0 else 1 end "
                ~ "+ case when postal_code is null then 0 else 2 end + case when city is null then 0 else 1 end",
            "columns": ["address", "postal_code", "city"],
        },
    } -%}
    {%- for column in ["gender", "birth_date", "email", "phone", "landline", "loyalty_card_number"] -%}
        {%- do attributes.update({
            column: {
                "value": "cast(" ~ column ~ " as varchar)",
                "is_known": column ~ " is not null",
                "validity": "1",
                "columns": [column],
            }
        }) -%}
    {%- endfor -%}
    {%- do return(attributes) -%}
{%- endmacro %}

{#-
    How many digits the scores by a criterion of the seed customer_survivorship_rules have. All scores of a value stand in
    one number, the score by the criterion that is tried first in front: the greatest number survives, and one number is
    compared and sorted faster than five. Together they have less than 18 digits.
-#}
{% macro survivorship_digits(criterion) -%}
    case {{ criterion }} when 'recency' then 10 when 'frequency' then 3 else 1 end
{%- endmacro %}

{#- The applications that a rule can name. -#}
{% macro customer_source_systems() -%}
    {%- do return(["loyalty", "ecommerce", "drive", "app"]) -%}
{%- endmacro %}

{#-
    How far a rule of the criterion `source` trusts an application, times the rule's weight: 4 where it stands first in the
    rule's source_systems, 0 where they do not name it; null for rules of other criteria.
-#}
{% macro source_score(source_system) -%}
    case
        when criterion <> 'source' then null
        {%- for place in range(1, 5) %}
        when trim(split_part(source_systems, ',', {{ place }})) = '{{ source_system }}' then weight * {{ 5 - place }}
        {%- endfor %}
    end
{%- endmacro %}

{#- The same for the application of a record, from the columns of the orders. -#}
{% macro source_score_of(source_system, orders) -%}
    case {{ source_system }}
        {%- for name in customer_source_systems() %}
        when '{{ name }}' then {{ orders }}.{{ name }}_score
        {%- endfor %}
        else 0
    end
{%- endmacro %}

{#- The criterion at whose place two numbers of scores begin to differ; `value_order` where they do not. -#}
{% macro deciding_criterion(number, other_number, orders) -%}
    case
        {%- for place in range(1, 6) %}
        when
            {{ number }} - mod({{ number }}, {{ orders }}.weight_{{ place }})
            <> {{ other_number }} - mod({{ other_number }}, {{ orders }}.weight_{{ place }})
            then {{ orders }}.criterion_{{ place }}
        {%- endfor %}
        else 'value_order'
    end
{%- endmacro %}

{#- Seconds from 1970 to a moment; blanks that dbt's own macro leaves before brackets go. -#}
{% macro seconds_since_1970(moment) -%}
    {{- dbt.datediff("cast('1970-01-01' as timestamp)", moment, "second") | trim | replace(" )", ")") -}}
{%- endmacro %}

-- Each level that a case names and that no comparison of the attribute gives.
{%- set most_levels = 5 %}
{%- set known = [] %}
{%- for attribute, compared_levels in match_levels().items() %}
    {%- for compared_level in compared_levels %}
        {%- do known.append("('" ~ attribute ~ "', '" ~ compared_level ~ "')") %}
    {%- endfor %}
{%- endfor %}
with

cases as (

    select * from {{ ref("customer_match_cases") }}

),

places as (

    {% for place in range(1, most_levels + 1) -%}
        select {{ place }} as place
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

named_levels as (

    {% for attribute in match_levels() -%}
        select
            cases.case_code,
            '{{ attribute }}' as attribute,
            split_part(cases.{{ attribute }}_levels, '|', places.place) as compared_level
        from cases
        cross join places
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

known_levels as (

    select
        listed.attribute,
        listed.compared_level
    from (
        values
        {{ known | join(",\n        ") }}
    ) as listed (attribute, compared_level)

),

final as (

    select
        named_levels.case_code,
        named_levels.attribute,
        named_levels.compared_level
    from named_levels
    left join known_levels
        on
            named_levels.attribute = known_levels.attribute
            and named_levels.compared_level = known_levels.compared_level
    where
        named_levels.compared_level <> ''
        and known_levels.compared_level is null

)

select * from final

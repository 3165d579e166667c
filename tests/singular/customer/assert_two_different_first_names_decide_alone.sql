-- Each case that takes two different first names and asks for more than names: the rest of such a pair is not compared.
{%- set unasked = vector_attributes()[2:] + ["household"] %}
with

cases as (

    select * from {{ ref("customer_match_cases") }}

),

final as (

    select case_code
    from cases
    where
        coalesce('|' || nullif(first_name_levels, '') || '|' like '%|different|%', true)
        and coalesce(
            {% for attribute in unasked -%}
                nullif({{ attribute }}_levels, ''){{ "," if not loop.last }}
            {% endfor -%}
        ) is not null

)

select * from final

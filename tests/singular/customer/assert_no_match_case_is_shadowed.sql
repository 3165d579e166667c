-- Each case that decides nothing, since cases before it take whatever it would: in every way two records can compare.
{%- set levels, columns, joins, met, shared = [], [], [], [], [] %}
{%- for attribute, compared_levels in match_levels().items() %}
    {%- for compared_level in compared_levels %}
        {%- do levels.append((attribute, compared_level, loop.index)) %}
    {%- endfor %}
    {%- do columns.append("its_" ~ attribute ~ ".compared_level as " ~ attribute ~ "_level") %}
    {%- do joins.append("inner join standing_levels as its_" ~ attribute) %}
    {%- do joins.append("    on its_" ~ attribute ~ ".attribute = '" ~ attribute ~ "'") %}
    {%- set named = "'|' || cases." ~ attribute ~ "_levels || '|'" %}
    {%- do met.append("and coalesce(" ~ named ~ " like '%|' || comparisons." ~ attribute ~ "_level || '|%', true)") %}
{%- endfor %}
{%- for attribute in ["card", "email", "phone", "address", "postal_code", "town"] %}
    {%- do shared.append("its_" ~ attribute ~ ".compared_level = 'missing'") %}
{%- endfor %}
with

cases as (

    select * from {{ ref("customer_match_cases") }}

),

levels as (

    {% for attribute, compared_level, place in levels -%}
        select
            '{{ attribute }}' as attribute,
            '{{ compared_level }}' as compared_level,
            {{ place }} as place,
            max(
                case when '|' || {{ attribute }}_levels || '|' like '%|{{ compared_level }}|%' then 1 else 0 end
            ) as is_named
        from cases
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

-- A level that no case names is as good as any other of those: one stands for all, `missing` before the others.
standing_levels as (

    select *
    from levels
    qualify
        is_named = 1
        or row_number() over (partition by attribute, is_named order by place asc nulls last) = 1

),

scopes as (

    select 'record' as scope
    union all
    select 'entity' as scope

),

-- Where nothing of home and contacts can be compared none of them is the same.
comparisons as (

    select
        row_number() over (order by scopes.scope asc nulls last) as comparison_number,
        scopes.scope,
        {{ columns | join(",\n        ") }}
    from scopes
    {{ joins | join("\n    ") }}
    where
        its_household.compared_level <> 'none'
        or ({{ shared | join(" and ") }})

),

decided as (

    select
        comparisons.comparison_number,
        cases.case_code
    from comparisons
    inner join cases
        on
            cases.scope in ('any', comparisons.scope)
            {{ met | join("\n            ") }}
    qualify
        row_number() over (
            partition by comparisons.comparison_number
            order by cases.priority asc nulls last
        ) = 1

),

final as (

    select cases.case_code
    from cases
    left join decided
        on cases.case_code = decided.case_code
    where decided.case_code is null

)

select * from final

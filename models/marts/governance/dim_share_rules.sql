-- One row per set of disclosure rules, of which there is one.
with

rules as (

    select * from {{ ref("share_rules") }}

),

final as (

    select
        'current' as rule_set,
        {% for rule in [
            "minimum_customers", "minimum_stores", "minimum_other_suppliers", "maximum_dominance",
            "minimum_hidden_rest", "published_weeks", "first_birth_decade", "last_birth_decade",
        ] -%}
            cast(max(case when rule_code = '{{ rule }}' then rule_value end) as double) as {{ rule }}
            {%- if not loop.last %},
            {% endif %}
        {%- endfor %}
    from rules

)

select * from final

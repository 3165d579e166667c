-- One row per set of disclosure rules, of which there is one.
with

rules as (

    select * from {{ ref("share_rules") }}

),

final as (

    select
        'current' as rule_set,
        cast(max(case when rule_code = 'minimum_customers' then rule_value end) as double) as minimum_customers,
        cast(max(case when rule_code = 'minimum_stores' then rule_value end) as double) as minimum_stores,
        cast(max(case when rule_code = 'minimum_other_suppliers' then rule_value end) as double) as minimum_other_suppliers,
        cast(max(case when rule_code = 'maximum_dominance' then rule_value end) as double) as maximum_dominance,
        cast(max(case when rule_code = 'minimum_hidden_rest' then rule_value end) as double) as minimum_hidden_rest,
        cast(max(case when rule_code = 'published_weeks' then rule_value end) as double) as published_weeks
    from rules

)

select * from final

-- One row per reason for which a store is left out of the like-for-like perimeter, widest first.
with

rules as (

    select * from {{ ref("comparability_rules") }}

),

final as (

    select
        reason_code,
        cast(priority as bigint) as sort_order,
        cast(threshold as numeric(18, 2)) as threshold,
        name_fr as reason_name_fr,
        name_en as reason_name_en,
        rule_fr,
        rule_en
    from rules

)

select * from final

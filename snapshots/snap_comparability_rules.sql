{% snapshot snap_comparability_rules %}
-- One row per reason that makes a store not comparable and version of its rule.
with

comparability_rules as (

    select * from {{ ref("comparability_rules") }}

),

final as (

    select * from comparability_rules

)

select * from final
{% endsnapshot %}

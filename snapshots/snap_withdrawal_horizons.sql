{% snapshot snap_withdrawal_horizons %}
-- One row per withdrawal rule (channel, family, perishable or not) and version of its hours.
with

withdrawal_horizons as (

    select * from {{ ref("withdrawal_horizons") }}

),

final as (

    select
        coalesce(channel_code, '*')
        || '|' || coalesce(family_code, '*')
        || '|' || coalesce(cast(is_perishable as varchar), '*') as rule_key,
        channel_code,
        family_code,
        is_perishable,
        horizon_hours
    from withdrawal_horizons

)

select * from final
{% endsnapshot %}

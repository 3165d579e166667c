-- One row per store, channel, day and kind of rule that a delivery which carries the day breaks, flagged or accepted.
with

deliveries as (

    select * from {{ ref("int_sales__store_day_deliveries") }}

),

held_results as (

    select *
    from {{ ref("stg_ledger__quality_results") }}
    where rule_outcome = 'held'

),

final as (

    select
        deliveries.store_id,
        deliveries.channel_code,
        deliveries.business_date,
        case held_results.rule_kind
            when 'control_total' then 'control_total_differs'
            when 'volume' then 'volume_unexpected'
            else 'contract_broken'
        end as fault_code,
        max(case when held_results.is_flagged then 1 else 0 end) = 1 as is_open,
        count(*) as flag_count
    from held_results
    inner join deliveries
        on
            held_results.source_name = deliveries.source_name
            and held_results.entity_name = deliveries.entity_name
            and held_results.delivery_id = deliveries.delivery_id
    group by
        deliveries.store_id,
        deliveries.channel_code,
        deliveries.business_date,
        case held_results.rule_kind
            when 'control_total' then 'control_total_differs'
            when 'volume' then 'volume_unexpected'
            else 'contract_broken'
        end

)

select * from final

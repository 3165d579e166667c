-- One row per source entity that was ever delivered or refused: how fresh it is and what became of its deliveries.
with

freshness as (

    select * from {{ ref("fct_source_freshness") }}

),

deliveries as (

    select
        source_name,
        entity_name,
        cast(sum(case when delivery_status = 'accepted' then 1 else 0 end) as bigint) as accepted_delivery_count,
        cast(sum(case when has_open_refusal then 1 else 0 end) as bigint) as refused_delivery_count,
        cast(sum(case when open_flag_count > 0 then 1 else 0 end) as bigint) as flagged_delivery_count,
        cast(sum(loaded_row_count) as bigint) as loaded_row_count,
        cast(sum(quarantined_row_count) as bigint) as quarantined_row_count
    from {{ ref("fct_deliveries") }}
    group by source_name, entity_name

),

final as (

    select
        deliveries.source_name,
        deliveries.entity_name,
        coalesce(freshness.freshness_status, 'never_delivered') as freshness_status,
        freshness.source_hours_late,
        deliveries.accepted_delivery_count,
        deliveries.refused_delivery_count,
        deliveries.flagged_delivery_count,
        deliveries.loaded_row_count,
        deliveries.quarantined_row_count,
        cast({{ utc_to_local("freshness.last_delivered_at", "'Europe/Paris'") }} as timestamp)
            as last_delivered_at_local,
        cast({{ utc_to_local("freshness.expected_by_at", "'Europe/Paris'") }} as timestamp) as expected_by_at_local
    from deliveries
    left join freshness
        on
            deliveries.source_name = freshness.source_name
            and deliveries.entity_name = freshness.entity_name

)

select * from final

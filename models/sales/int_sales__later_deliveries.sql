-- One row per delivery that was taken since the last earlier Monday published.
with

deliveries as (

    select *
    from {{ ref("stg_ledger__deliveries") }}
    where delivery_status = 'accepted'

),

former as (

    select * from {{ ref("int_sales__former_publication") }}

),

final as (

    select
        deliveries.source_name,
        deliveries.entity_name,
        deliveries.delivery_id,
        deliveries.delivery_mode,
        deliveries.delivered_at
    from deliveries
    inner join former on deliveries.delivered_at > former.published_at

)

select * from final

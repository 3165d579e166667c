-- One row per store, channel and day that somebody accepted as it is, after all that is known of it had come.
with

deliveries as (

    select * from {{ ref("int_sales__store_day_deliveries") }}

),

acceptances as (

    select * from {{ ref("stg_ledger__delivery_acceptances") }}

),

last_deliveries as (

    select
        store_id,
        channel_code,
        business_date,
        max(delivered_at) as last_delivered_at
    from deliveries
    group by
        store_id,
        channel_code,
        business_date

),

-- What came afterwards nobody has seen: it is accepted anew, or agrees.
final as (

    select
        deliveries.store_id,
        deliveries.channel_code,
        deliveries.business_date,
        max(acceptances.accepted_at) as accepted_at
    from deliveries
    inner join acceptances
        on
            deliveries.source_name = acceptances.source_name
            and deliveries.entity_name = acceptances.entity_name
            and deliveries.delivery_id = acceptances.delivery_id
    inner join last_deliveries
        on
            deliveries.store_id = last_deliveries.store_id
            and deliveries.channel_code = last_deliveries.channel_code
            and deliveries.business_date = last_deliveries.business_date
            and acceptances.accepted_at >= last_deliveries.last_delivered_at
    group by
        deliveries.store_id,
        deliveries.channel_code,
        deliveries.business_date

)

select * from final

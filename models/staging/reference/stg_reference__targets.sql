-- One row per store, channel, ISO week and state of the targets that still holds.
with

source as (

    select *
    from {{ source("reference", "targets") }}
    where delivered_at <= {{ as_of() }}

),

holding as (

    select *
    from source
    where delivery_id in ({{ holding_states("source") }})

),

final as (

    select
        iso_week,
        store_id,
        channel as channel_code,
        delivery_id,

        revenue_target_eur_excl_tax as target_eur_excl_tax,

        covers_from as valid_from_date
    from holding

)

select * from final

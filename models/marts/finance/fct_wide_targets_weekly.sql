-- One row per store, channel and ISO week with a target, names beside codes: for tools that do not join.
with

targets as (

    select * from {{ ref("fct_targets_weekly") }}

),

stores as (

    select * from {{ ref("dim_store_weeks") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

channels as (

    select * from {{ ref("dim_channels") }}

),

final as (

    select
        targets.store_id,
        {{ store_names("stores") }},
        targets.channel_code,
        channels.channel_name_fr,
        targets.iso_week,
        {{ week_names("weeks") }},
        targets.target_eur_excl_tax,
        targets.sales_eur_excl_tax as targeted_sales_eur_excl_tax,
        targets.is_sales_unknown
    from targets
    left join stores
        on
            targets.store_id = stores.store_id
            and targets.iso_week = stores.iso_week
    left join weeks on targets.iso_week = weeks.iso_week
    left join channels on targets.channel_code = channels.channel_code

)

select * from final

-- One row per edition, ISO week and channel with a target, and one for all channels: what was planned, what was sold.
with

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

targets as (

    select * from {{ ref("fct_edition_targets_weekly") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        targets.channel_code,
        targets.target_eur_excl_tax,
        targets.sales_eur_excl_tax,
        {{ share_rate("targets.sales_eur_excl_tax", "targets.target_eur_excl_tax") }} as progress_rate,
        targets.year_to_date_target_eur_excl_tax,
        targets.year_to_date_sales_eur_excl_tax,
        {{ share_rate("targets.year_to_date_sales_eur_excl_tax", "targets.year_to_date_target_eur_excl_tax") }}
            as year_to_date_progress_rate,
        targets.year_target_eur_excl_tax,
        {{ share_rate("targets.year_to_date_sales_eur_excl_tax", "targets.year_target_eur_excl_tax") }}
            as year_progress_rate,
        case
            when targets.sales_eur_excl_tax is null or coalesce(targets.target_eur_excl_tax, 0) = 0 then 'not_available'
        end as reason_code
    from editions
    inner join targets
        on
            editions.edition_code = targets.edition_code
            and editions.iso_week = targets.iso_week

)

select * from final

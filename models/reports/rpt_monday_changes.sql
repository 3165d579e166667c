-- One row per edition, past ISO week and channel whose published sales changed since the Monday before, and why.
with

changes as (

    select * from {{ ref("fct_edition_changes_weekly") }}

),

-- Told by the Monday of the run alone: a week that is printed again later has no Monday before it.
weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed
    qualify row_number() over (order by iso_week desc nulls last) = 1

),

editions as (

    select editions.*
    from {{ ref("dim_edition_weeks") }} as editions
    inner join weeks on editions.iso_week = weeks.iso_week

),

channels as (

    select * from {{ ref("dim_channels") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        changes.changed_iso_week,
        changes.channel_code,
        channels.channel_name_fr,
        channels.channel_name_en,
        channels.sort_order,
        changes.published_sales_eur_incl_tax,
        changes.current_sales_eur_incl_tax,
        changes.difference_eur_incl_tax,
        changes.late_delivery_eur_incl_tax,
        changes.correction_eur_incl_tax,
        changes.withdrawal_eur_incl_tax,
        changes.referential_eur_incl_tax,
        changes.other_eur_incl_tax
    from changes
    inner join editions on changes.edition_code = editions.edition_code
    inner join channels on changes.channel_code = channels.channel_code

)

select * from final

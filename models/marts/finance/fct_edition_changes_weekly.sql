-- One row per edition of the report, past ISO week and channel whose sales changed since the last earlier Monday.
with

changes as (

    select * from {{ ref("fct_sales_changes_daily") }}

),

-- What was published of the days that did not change, so that a week is told whole.
published as (

    select
        editions.edition_code,
        store_days.channel_code,
        editions.iso_week,
        sum(store_days.sales_eur_incl_tax) as current_week_sales
    from {{ ref("fct_store_sales_daily") }} as store_days
    inner join {{ ref("brg_edition_stores") }} as editions
        on
            store_days.store_id = editions.store_id
            and store_days.iso_week = editions.iso_week
    group by
        editions.edition_code,
        store_days.channel_code,
        editions.iso_week

),

changed as (

    select
        editions.edition_code,
        changes.iso_week,
        changes.channel_code,
        sum(changes.difference_eur_incl_tax) as difference_eur_incl_tax,
        sum(changes.late_delivery_eur_incl_tax) as late_delivery_eur_incl_tax,
        sum(changes.correction_eur_incl_tax) as correction_eur_incl_tax,
        sum(changes.withdrawal_eur_incl_tax) as withdrawal_eur_incl_tax,
        sum(changes.referential_eur_incl_tax) as referential_eur_incl_tax,
        sum(changes.other_eur_incl_tax) as other_eur_incl_tax
    from changes
    inner join {{ ref("brg_edition_stores") }} as editions
        on
            changes.store_id = editions.store_id
            and changes.iso_week = editions.iso_week
    group by
        editions.edition_code,
        changes.iso_week,
        changes.channel_code

),

whole as (

    select
        changed.*,
        coalesce(published.current_week_sales, 0) as current_sales_eur_incl_tax,
        coalesce(published.current_week_sales, 0) - changed.difference_eur_incl_tax as published_sales_eur_incl_tax
    from changed
    left join published
        on
            changed.edition_code = published.edition_code
            and changed.iso_week = published.iso_week
            and changed.channel_code = published.channel_code

),

final as (

    select
        edition_code,
        iso_week as changed_iso_week,
        channel_code,
        cast(published_sales_eur_incl_tax as numeric(18, 2)) as published_sales_eur_incl_tax,
        cast(current_sales_eur_incl_tax as numeric(18, 2)) as current_sales_eur_incl_tax,
        cast(difference_eur_incl_tax as numeric(18, 2)) as difference_eur_incl_tax,
        cast(late_delivery_eur_incl_tax as numeric(18, 2)) as late_delivery_eur_incl_tax,
        cast(correction_eur_incl_tax as numeric(18, 2)) as correction_eur_incl_tax,
        cast(withdrawal_eur_incl_tax as numeric(18, 2)) as withdrawal_eur_incl_tax,
        cast(referential_eur_incl_tax as numeric(18, 2)) as referential_eur_incl_tax,
        cast(other_eur_incl_tax as numeric(18, 2)) as other_eur_incl_tax
    from whole

)

select * from final

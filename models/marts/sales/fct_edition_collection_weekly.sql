-- One row per edition of the report and ISO week: what was collected of it, and what was expected and did not come.
with

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

store_sales as (

    select
        store_id,
        iso_week,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(unknown_product_sales_eur_incl_tax) as numeric(18, 2)) as unknown_product_sales_eur_incl_tax
    from {{ ref("fct_store_sales_weekly") }}
    group by
        store_id,
        iso_week

),

store_days as (

    select
        store_days.store_id,
        weeks.iso_week,
        sum(case when store_days.is_expected then 1 else 0 end) as expected_store_day_count,
        sum(case when store_days.store_day_status = 'missing' then 1 else 0 end) as missing_store_day_count,
        sum(case when store_days.store_day_status = 'incomplete' then 1 else 0 end) as incomplete_store_day_count,
        sum(store_days.affected_eur_incl_tax) as incomplete_sales_eur_incl_tax
    from {{ ref("fct_store_days") }} as store_days
    inner join weeks on store_days.business_date between weeks.first_date and weeks.last_date
    group by
        store_days.store_id,
        weeks.iso_week

),

-- A ticket of a store that nobody knows is missed by the company alone.
set_aside as (

    select
        coalesce(stores.store_id, '(none)') as store_id,
        set_aside.iso_week,
        count(
            distinct set_aside.channel_code || ' ' || set_aside.transaction_type || ' ' || set_aside.transaction_id
        ) as ticket_count,
        sum(set_aside.total_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_set_aside_tickets") }} as set_aside
    left join {{ ref("dim_stores") }} as stores on set_aside.store_id = stores.store_id
    group by
        coalesce(stores.store_id, '(none)'),
        set_aside.iso_week

),

-- What names no store that is known is missed by the company alone, as above.
kept_aside as (

    select
        coalesce(store_id, '(none)') as store_id,
        iso_week,
        count(*) as transaction_count,
        sum(affected_eur_incl_tax) as sales_eur_incl_tax,
        sum(case when is_amount_unreadable then 1 else 0 end) as unreadable_transaction_count
    from {{ ref("fct_kept_aside_rows") }}
    where
        resolution_status = 'open'
        and is_transaction
        and iso_week is not null
    group by
        coalesce(store_id, '(none)'),
        iso_week

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        cast(
            count(case when editions.store_id <> '(none)' then store_sales.store_id end) as bigint
        ) as selling_store_count,
        cast(sum(store_sales.line_count) as bigint) as line_count,
        cast(sum(store_sales.unknown_product_sales_eur_incl_tax) as numeric(18, 2))
            as unknown_product_sales_eur_incl_tax,
        cast(coalesce(sum(store_days.expected_store_day_count), 0) as bigint) as expected_store_day_count,
        cast(coalesce(sum(store_days.missing_store_day_count), 0) as bigint) as missing_store_day_count,
        cast(coalesce(sum(store_days.incomplete_store_day_count), 0) as bigint) as incomplete_store_day_count,
        cast(coalesce(sum(store_days.incomplete_sales_eur_incl_tax), 0) as numeric(18, 2))
            as incomplete_sales_eur_incl_tax,
        cast(coalesce(sum(set_aside.ticket_count), 0) as bigint) as set_aside_ticket_count,
        cast(coalesce(sum(set_aside.sales_eur_incl_tax), 0) as numeric(18, 2)) as set_aside_sales_eur_incl_tax,
        cast(coalesce(sum(kept_aside.transaction_count), 0) as bigint) as kept_aside_transaction_count,
        cast(coalesce(sum(kept_aside.sales_eur_incl_tax), 0) as numeric(18, 2)) as kept_aside_sales_eur_incl_tax,
        cast(coalesce(sum(kept_aside.unreadable_transaction_count), 0) as bigint) as unreadable_transaction_count
    from editions
    left join store_sales
        on
            editions.store_id = store_sales.store_id
            and editions.iso_week = store_sales.iso_week
    left join store_days
        on
            editions.store_id = store_days.store_id
            and editions.iso_week = store_days.iso_week
    left join set_aside
        on
            editions.store_id = set_aside.store_id
            and editions.iso_week = set_aside.iso_week
    left join kept_aside
        on
            editions.store_id = kept_aside.store_id
            and editions.iso_week = kept_aside.iso_week
    group by
        editions.edition_code,
        editions.iso_week

)

select * from final

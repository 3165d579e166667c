-- One row per ISO week and edition of the report that is printed for it.
with

members as (

    select * from {{ ref("brg_edition_stores") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}
    where store_id <> '(none)'

),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

selling as (

    select distinct
        store_id,
        iso_week
    from {{ ref("fct_store_sales_weekly") }}

),

-- A store that sells is there, whatever the referential says of its dates.
active_stores as (

    select
        store_weeks.*,
        case when comparability.is_comparable then 1 else 0 end as comparable_count,
        comparability.reason_code as comparability_reason_code
    from store_weeks
    left join selling
        on
            store_weeks.store_id = selling.store_id
            and store_weeks.iso_week = selling.iso_week
    left join comparability
        on
            store_weeks.store_id = comparability.store_id
            and store_weeks.iso_week = comparability.iso_week
    where store_weeks.is_open or selling.store_id is not null

),

editions as (

    select
        members.edition_code,
        members.iso_week,
        case
            when members.edition_code = 'company' then 'company'
            when members.edition_code like 'region:%' then 'region'
            else 'store'
        end as edition_type,
        case when members.edition_code <> 'company' then min(active_stores.region_code) end as region_code,
        case when members.edition_code <> 'company' then min(active_stores.region_name) end as region_name,
        cast(count(active_stores.store_id) as bigint) as store_count,
        cast(coalesce(sum(active_stores.comparable_count), 0) as bigint) as comparable_store_count
    from members
    left join active_stores
        on
            members.store_id = active_stores.store_id
            and members.iso_week = active_stores.iso_week
    group by
        members.edition_code,
        members.iso_week

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        editions.edition_type,
        coalesce(stores.store_label, editions.region_name, 'Enseigne') as edition_label,
        editions.region_code,
        editions.region_name,
        stores.store_id,
        stores.store_format,
        stores.city,
        stores.sales_area_m2,
        stores.comparable_count = 1 as is_comparable,
        stores.comparability_reason_code,
        editions.store_count,
        editions.comparable_store_count,
        row_number() over (
            partition by editions.iso_week
            order by editions.edition_type asc, editions.region_name asc, stores.store_label asc, edition_code asc
        ) as sort_order
    from editions
    left join active_stores as stores
        on
            editions.edition_code = 'store:' || stores.store_id
            and editions.iso_week = stores.iso_week
    where
        editions.edition_type = 'company'
        or (editions.store_count > 0 and editions.edition_code <> 'region:(none)')

)

select * from final

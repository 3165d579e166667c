-- One row per store and ISO week of the history, as the referential described the store on the week's last day.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

store_periods as (

    select
        store_id,
        store_name,
        store_format,
        region_code,
        region_name,
        city,
        sales_area_m2,
        opened_date,
        closed_date,
        valid_from_date,
        valid_until_date
    from {{ ref("dim_store_periods") }}

),

-- Sales that name no store stand in no region and are never open.
no_store as (

    select
        store_id,
        store_name,
        store_format,
        region_code,
        region_name,
        city,
        sales_area_m2,
        opened_date,
        closed_date,
        cast('1601-01-01' as date) as valid_from_date,
        cast('1601-01-01' as date) as valid_until_date
    from {{ ref("dim_stores") }}
    where store_id = '(none)'

),

periods as (

    select * from store_periods
    union all
    select * from no_store

),

-- The last period that had begun; before the first one, the first: a referential may start later than the sales.
described as (

    select
        weeks.iso_week,
        weeks.first_date,
        weeks.last_date,
        periods.*
    from weeks
    cross join periods
    qualify
        row_number() over (
            partition by weeks.iso_week, periods.store_id
            order by
                case when periods.valid_from_date <= weeks.state_date then periods.valid_from_date end desc nulls last,
                periods.valid_from_date asc
        ) = 1

),

final as (

    select
        store_id,
        iso_week,
        coalesce(store_name, store_id) as store_label,
        store_format,
        coalesce(region_code, '(none)') as region_code,
        coalesce(region_name, region_code, '(none)') as region_name,
        city,
        sales_area_m2,
        opened_date,
        closed_date,
        coalesce(opened_date <= last_date, true)
        and coalesce(closed_date > first_date, true)
        and coalesce(valid_until_date > first_date, true) as is_open
    from described

)

select * from final

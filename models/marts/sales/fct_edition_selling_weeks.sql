-- One row per edition of the report and ISO week: weeks of both years to date in which the edition sold.
with

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

year_to_date as (

    select * from {{ ref("brg_iso_week_comparisons") }}
    where comparison_code = 'year_to_date'

),

selling as (

    select distinct
        store_id,
        iso_week
    from {{ ref("fct_store_sales_weekly") }}

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        cast(
            count(distinct case when year_to_date.period_role = 'current' then selling.iso_week end) as bigint
        ) as current_selling_week_count,
        cast(
            count(distinct case when year_to_date.period_role = 'compared' then selling.iso_week end) as bigint
        ) as compared_selling_week_count
    from editions
    inner join year_to_date on editions.iso_week = year_to_date.iso_week
    inner join selling
        on
            editions.store_id = selling.store_id
            and year_to_date.member_iso_week = selling.iso_week
    group by
        editions.edition_code,
        editions.iso_week

)

select * from final

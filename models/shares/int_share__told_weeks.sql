-- One row per closed week whose figures partners are told.
with

sales_weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

statuses as (

    select * from {{ ref("fct_edition_status_weekly") }}

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

weeks as (

    select
        iso_week,
        row_number() over (order by first_date desc nulls last) as week_rank
    from sales_weeks
    where is_closed and not is_partial

),

finality as (

    select
        iso_week,
        min(case when is_final then 1 else 0 end) = 1 as is_final
    from statuses
    where edition_code = 'company'
    group by iso_week

),

final as (

    select
        weeks.iso_week,
        coalesce(finality.is_final, false) as is_final
    from weeks
    inner join rules on weeks.week_rank <= rules.published_weeks
    left join finality on weeks.iso_week = finality.iso_week

)

select * from final

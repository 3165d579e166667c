-- One row per channel and ISO week of a year with targets: its objective, its sales and those it is compared with.
with

calendar_weeks as (

    select
        iso_week,
        iso_year,
        prior_year_iso_week
    from {{ ref("dim_iso_weeks") }}

),

whole_weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed and not is_partial

),

targets as (

    select
        channel_code,
        iso_week,
        sum(target_eur_excl_tax) as target_eur_excl_tax
    from {{ ref("fct_targets_weekly") }}
    group by
        channel_code,
        iso_week

),

sales as (

    select
        channel_sales.channel_code,
        channel_sales.iso_week,
        channel_sales.sales_eur_excl_tax
    from {{ ref("fct_channel_sales_weekly") }} as channel_sales
    inner join whole_weeks on channel_sales.iso_week = whole_weeks.iso_week

),

channel_years as (

    select distinct
        targets.channel_code,
        calendar_weeks.iso_year
    from targets
    inner join calendar_weeks on targets.iso_week = calendar_weeks.iso_week

),

-- A week 53 stands beside the week 364 days before.
final as (

    select
        channel_years.channel_code,
        calendar_weeks.iso_year,
        calendar_weeks.iso_week,
        cast(targets.target_eur_excl_tax as numeric(18, 2)) as target_eur_excl_tax,
        sales.sales_eur_excl_tax,
        prior_sales.sales_eur_excl_tax as prior_year_sales_eur_excl_tax
    from channel_years
    inner join calendar_weeks on channel_years.iso_year = calendar_weeks.iso_year
    left join targets
        on
            channel_years.channel_code = targets.channel_code
            and calendar_weeks.iso_week = targets.iso_week
    left join sales
        on
            channel_years.channel_code = sales.channel_code
            and calendar_weeks.iso_week = sales.iso_week
    left join sales as prior_sales
        on
            channel_years.channel_code = prior_sales.channel_code
            and calendar_weeks.prior_year_iso_week = prior_sales.iso_week

)

select * from final

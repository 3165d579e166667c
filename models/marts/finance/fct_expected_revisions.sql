-- One row per channel: by how much its weeks changed between the Monday after them and their final figure.
with

channels as (

    select * from {{ ref("dim_channels") }}

),

first_figures as (

    select
        channel_code,
        iso_week,
        sales_eur_incl_tax as first_sales_eur_incl_tax
    from {{ ref("fct_sales_revisions_weekly") }}
    where
        revision_number = 0
        -- Of the age that the report prints: a history that was taken in at once was never provisional.
        and age_week_count = 0
        and sales_eur_incl_tax > 0

),

final_weeks as (

    select
        channel_code,
        iso_week
    from {{ ref("fct_channel_days") }}
    group by
        channel_code,
        iso_week
    having sum(case when sales_status = 'final' then 0 else 1 end) = 0

),

final_sales as (

    select
        channel_code,
        iso_week,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax
    from {{ ref("fct_channel_sales_weekly") }}
    group by
        channel_code,
        iso_week

),

revisions as (

    select
        first_figures.channel_code,
        first_figures.iso_week,
        {{ ratio_half_up(
            "coalesce(final_sales.sales_eur_incl_tax, 0) - first_figures.first_sales_eur_incl_tax",
            "first_figures.first_sales_eur_incl_tax", 4
        ) }} as revision_rate
    from first_figures
    inner join final_weeks
        on
            first_figures.channel_code = final_weeks.channel_code
            and first_figures.iso_week = final_weeks.iso_week
    left join final_sales
        on
            first_figures.channel_code = final_sales.channel_code
            and first_figures.iso_week = final_sales.iso_week

),

final as (

    select
        channels.channel_code,
        cast(count(revisions.iso_week) as bigint) as final_week_count,
        cast({{ var("expected_band_minimum_week_count") }} as bigint) as needed_week_count,
        cast(min(revisions.revision_rate) as double) as lowest_revision_rate,
        cast(max(revisions.revision_rate) as double) as highest_revision_rate
    from channels
    left join revisions on channels.channel_code = revisions.channel_code
    group by channels.channel_code

)

select * from final

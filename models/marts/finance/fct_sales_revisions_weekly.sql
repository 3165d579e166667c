-- One row per channel, ISO week and Monday that published another figure for it than the Monday before.
with

changes as (

    select * from {{ ref("int_sales__published_weeks") }}

),

published as (

    select
        *,
        row_number() over (partition by channel_code, iso_week order by published_at nulls last) as revision_number,
        sum(change_eur_incl_tax) over (
            partition by channel_code, iso_week order by published_at nulls last
            rows between unbounded preceding and current row
        ) as sales_eur_incl_tax
    from changes

),

first_figures as (

    select
        channel_code,
        iso_week,
        published_at as first_published_at,
        age_week_count as first_age_week_count,
        sales_eur_incl_tax as first_sales_eur_incl_tax
    from published
    where revision_number = 1

),

final as (

    select
        published.channel_code,
        published.iso_week,
        published.published_at,
        cast(published.revision_number - 1 as bigint) as revision_number,
        published.age_week_count,
        first_figures.first_published_at,
        first_figures.first_age_week_count,
        cast(first_figures.first_sales_eur_incl_tax as numeric(18, 2)) as first_sales_eur_incl_tax,
        cast(published.sales_eur_incl_tax as numeric(18, 2)) as sales_eur_incl_tax,
        cast(published.change_eur_incl_tax as numeric(18, 2)) as change_eur_incl_tax,
        cast(published.sales_eur_incl_tax - first_figures.first_sales_eur_incl_tax as numeric(18, 2))
            as difference_eur_incl_tax,
        cast(
            {{ ratio_half_up(
                "published.sales_eur_incl_tax - first_figures.first_sales_eur_incl_tax",
                "first_figures.first_sales_eur_incl_tax", 4
            ) }} as double
        ) as revision_rate
    from published
    inner join first_figures
        on
            published.channel_code = first_figures.channel_code
            and published.iso_week = first_figures.iso_week

)

select * from final

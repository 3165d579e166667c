-- One row per channel and ISO week that is over and has a target: the year so far, its objective, where it may land.
with

year_weeks as (

    select * from {{ ref("fct_channel_objectives_weekly") }}

),

closed_weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed

),

-- A week without sales, or whose sales excluding tax are not known, makes what holds it unknown.
cumulated as (

    select
        year_weeks.channel_code,
        year_weeks.iso_week,
        max(year_weeks.target_eur_excl_tax) as target_eur_excl_tax,
        sum(members.target_eur_excl_tax) as year_target_eur_excl_tax,
        {% for name, column, condition in [
            ("year_to_date_sales", "sales_eur_excl_tax", "members.iso_week <= year_weeks.iso_week"),
            ("compared_sales", "prior_year_sales_eur_excl_tax", "members.iso_week <= year_weeks.iso_week"),
            ("remaining_prior_year_sales", "prior_year_sales_eur_excl_tax", "members.iso_week > year_weeks.iso_week"),
        ] -%}
            case
                when
                    {{ sum_where("1", condition) }}
                    = {{ sum_where("1", condition ~ " and members." ~ column ~ " is not null") }}
                    then {{ sum_where("members." ~ column, condition) }}
            end as {{ name }}_eur_excl_tax,
        {% endfor -%}
        {{ sum_where("members.target_eur_excl_tax", "members.iso_week <= year_weeks.iso_week") }}
            as year_to_date_target_eur_excl_tax
    from year_weeks
    inner join closed_weeks on year_weeks.iso_week = closed_weeks.iso_week
    inner join year_weeks as members
        on
            year_weeks.channel_code = members.channel_code
            and year_weeks.iso_year = members.iso_year
    where year_weeks.target_eur_excl_tax is not null
    group by
        year_weeks.channel_code,
        year_weeks.iso_week

),

final as (

    select
        channel_code,
        iso_week,
        {{ iso_week_monday("iso_week") }} as first_date,
        cast(target_eur_excl_tax as numeric(18, 2)) as target_eur_excl_tax,
        cast(year_target_eur_excl_tax as numeric(18, 2)) as year_target_eur_excl_tax,
        cast(year_to_date_target_eur_excl_tax as numeric(18, 2)) as year_to_date_target_eur_excl_tax,
        cast(year_to_date_sales_eur_excl_tax as numeric(18, 2)) as year_to_date_sales_eur_excl_tax,
        cast(compared_sales_eur_excl_tax as numeric(18, 2)) as compared_sales_eur_excl_tax,
        cast(remaining_prior_year_sales_eur_excl_tax as numeric(18, 2)) as remaining_prior_year_sales_eur_excl_tax,
        cast(
            year_to_date_sales_eur_excl_tax
            + {{ ratio_half_up(
                "cast(remaining_prior_year_sales_eur_excl_tax as numeric(36, 2)) "
                ~ "* cast(year_to_date_sales_eur_excl_tax as numeric(36, 2))",
                "compared_sales_eur_excl_tax", 2, "numeric(38, 0)"
            ) }} as numeric(18, 2)
        ) as estimated_landing_eur_excl_tax
    from cumulated

)

select * from final

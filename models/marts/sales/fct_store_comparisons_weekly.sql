-- One row per store, channel, ISO week and comparison: the measures of the week beside those that it is compared with.
with

weekly as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

prior_years as (

    select * from {{ ref("fct_store_prior_year_weekly") }}

),

week_sets as (

    select comparisons.*
    from {{ ref("brg_iso_week_comparisons") }} as comparisons
    inner join {{ ref("dim_sales_weeks") }} as weeks on comparisons.iso_week = weeks.iso_week
    where comparisons.comparison_code in ('week_before', 'year_to_date')

),

mappings as (

    select distinct comparison_code from {{ ref("brg_date_comparisons") }}

),

current_weeks as (

    select
        weekly.*,
        mappings.comparison_code
    from weekly
    cross join mappings

),

by_mapping as (

    select
        coalesce(current_weeks.store_id, prior_years.store_id) as store_id,
        coalesce(current_weeks.channel_code, prior_years.channel_code) as channel_code,
        coalesce(current_weeks.iso_week, prior_years.iso_week) as iso_week,
        coalesce(current_weeks.comparison_code, prior_years.comparison_code) as comparison_code,
        {{ both_sides("current_weeks", "prior_years") }}
    from current_weeks
    full outer join prior_years
        on
            current_weeks.store_id = prior_years.store_id
            and current_weeks.channel_code = prior_years.channel_code
            and current_weeks.iso_week = prior_years.iso_week
            and current_weeks.comparison_code = prior_years.comparison_code

),

by_week_set as (
    {{ compare_weeks("weekly", "week_sets", ["store_id", "channel_code"], sales_measures()) }}
),

final as (

    select
        store_id,
        channel_code,
        iso_week,
        comparison_code,
        {{ both_sides() }}
    from by_mapping
    union all
    select
        store_id,
        channel_code,
        iso_week,
        comparison_code,
        {{ both_sides() }}
    from by_week_set

)

select * from final

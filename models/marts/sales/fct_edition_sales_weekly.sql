-- One row per edition of the report, ISO week and comparison: the measures of both sides, over the edition's stores.
with

store_comparisons as (

    select * from {{ ref("fct_store_comparisons_weekly") }}

),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

channels as (

    select * from {{ ref("dim_channels") }}

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

comparison_codes as (

    {{ edition_comparison_rows() }}

),

-- Like-for-like is the prior year without the stores that are not comparable, on both sides.
compared as (

    select
        store_comparisons.*,
        comparison_codes.comparison_code as edition_comparison_code,
        channels.is_distance_sale
    from store_comparisons
    inner join comparison_codes on store_comparisons.comparison_code = comparison_codes.store_comparison_code
    inner join channels on store_comparisons.channel_code = channels.channel_code
    left join comparability
        on
            store_comparisons.store_id = comparability.store_id
            and store_comparisons.iso_week = comparability.iso_week
    where
        comparison_codes.comparison_code <> 'like_for_like'
        or coalesce(comparability.is_comparable, false)

),

final as (

    select
        editions.edition_code,
        editions.iso_week,
        compared.edition_comparison_code as comparison_code,
        {{ edition_side("compared", "current") }},
        {{ edition_side("compared", "compared") }}
    from editions
    inner join compared
        on
            editions.store_id = compared.store_id
            and editions.iso_week = compared.iso_week
    group by
        editions.edition_code,
        editions.iso_week,
        compared.edition_comparison_code

)

select * from final

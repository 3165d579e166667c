-- One row per edition of the report, ISO week and channel with a target, and one for all channels together.
{%- set measures = {
    "target_eur_excl_tax": "numeric(18, 2)",
    "sales_eur_excl_tax": "numeric(18, 2)",
    "year_to_date_target_eur_excl_tax": "numeric(18, 2)",
    "year_to_date_sales_eur_excl_tax": "numeric(18, 2)",
    "year_target_eur_excl_tax": "numeric(18, 2)",
    "is_week_unknown": "bigint",
    "is_year_unknown": "bigint",
} %}
with

sales as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

-- A store that sells and whose sales excluding tax are not known makes those of the edition unknown; one that has not
-- sold adds its target alone.
targets as (

    select
        targets.*,
        case when targets.is_sales_unknown then 1 else 0 end as is_week_unknown,
        case when sales.store_id is not null and targets.year_to_date_sales_eur_excl_tax is null then 1 else 0 end
            as is_year_unknown
    from {{ ref("fct_targets_weekly") }} as targets
    left join sales
        on
            targets.store_id = sales.store_id
            and targets.channel_code = sales.channel_code
            and targets.iso_week = sales.iso_week

),

editions as (

    select * from {{ ref("brg_edition_stores") }}

),

edition_channels as (

    select
        editions.edition_code,
        editions.iso_week,
        targets.channel_code,
        {{ summed_columns("targets", measures) }}
    from editions
    inner join targets
        on
            editions.store_id = targets.store_id
            and editions.iso_week = targets.iso_week
    group by
        editions.edition_code,
        editions.iso_week,
        targets.channel_code

),

with_all_channels as (

    select * from edition_channels
    union all
    select
        edition_code,
        iso_week,
        '(all)' as channel_code,
        {{ summed_columns("edition_channels", measures) }}
    from edition_channels
    group by
        edition_code,
        iso_week

),

final as (

    select
        edition_code,
        iso_week,
        channel_code,
        target_eur_excl_tax,
        case when is_week_unknown = 0 then sales_eur_excl_tax end as sales_eur_excl_tax,
        year_to_date_target_eur_excl_tax,
        case when is_year_unknown = 0 then year_to_date_sales_eur_excl_tax end
            as year_to_date_sales_eur_excl_tax,
        year_target_eur_excl_tax
    from with_all_channels

)

select * from final

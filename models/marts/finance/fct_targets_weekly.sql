-- One row per store, channel and ISO week with a target, beside what was sold, alone and in the ISO year so far.
{%- set so_far = (
    "over (partition by store_id, channel_code, iso_year order by iso_week nulls last "
    ~ "rows between unbounded preceding and current row)"
) %}
with

targets as (

    select * from {{ ref("int_reference__targets") }}

),

sales as (

    select * from {{ ref("fct_store_sales_weekly") }}

),

measured as (

    select
        targets.*,
        sales.sales_eur_excl_tax,
        case when sales.store_id is not null and sales.sales_eur_excl_tax is null then 1 else 0 end as is_sales_unknown
    from targets
    left join sales
        on
            targets.store_id = sales.store_id
            and targets.channel_code = sales.channel_code
            and targets.iso_week = sales.iso_week

),

cumulated as (

    select
        *,
        sum(target_eur_excl_tax) over (partition by store_id, channel_code, iso_year) as year_target_eur_excl_tax,
        sum(target_eur_excl_tax) {{ so_far }} as year_to_date_target_eur_excl_tax,
        sum(sales_eur_excl_tax) {{ so_far }} as year_to_date_sales_eur_excl_tax,
        sum(is_sales_unknown) {{ so_far }} as incomplete_week_count
    from measured

),

-- A week whose sales excluding tax are not known makes every sum that holds it unknown.
final as (

    select
        store_id,
        channel_code,
        iso_week,
        target_eur_excl_tax,
        sales_eur_excl_tax,
        is_sales_unknown = 1 as is_sales_unknown,
        cast(year_target_eur_excl_tax as numeric(18, 2)) as year_target_eur_excl_tax,
        cast(year_to_date_target_eur_excl_tax as numeric(18, 2)) as year_to_date_target_eur_excl_tax,
        case
            when incomplete_week_count = 0 then cast(year_to_date_sales_eur_excl_tax as numeric(18, 2))
        end as year_to_date_sales_eur_excl_tax
    from cumulated

)

select * from final

-- One row per country, currency, channel, ISO week and VAT rate with at least one line: sales in their own currency.
with

weeks as (

    select
        iso_week,
        last_date
    from {{ ref("dim_sales_weeks") }}
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_history_week_count") }}

),

stores as (

    select
        store_id,
        coalesce(country_code, '(none)') as country_code,
        coalesce(currency_code, '(none)') as currency_code
    from {{ ref("dim_stores") }}

),

vat_rates as (

    select * from {{ ref("vat_rates") }}

),

currency_rates as (

    select * from {{ ref("currency_rates") }}

),

-- By store first: the join to the stores then reads few rows.
store_rates as (

    select
        sales_lines.store_id,
        sales_lines.channel_code,
        sales_lines.iso_week,
        sales_lines.vat_rate,
        count(*) as line_count,
        sum(sales_lines.sales_eur_incl_tax) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_lines.sales_eur_excl_tax") }} as sales_eur_excl_tax
    from {{ ref("fct_sales_lines") }} as sales_lines
    inner join weeks on sales_lines.iso_week = weeks.iso_week
    group by
        sales_lines.store_id,
        sales_lines.channel_code,
        sales_lines.iso_week,
        sales_lines.vat_rate

),

countries as (

    select
        stores.country_code,
        stores.currency_code,
        store_rates.channel_code,
        store_rates.iso_week,
        store_rates.vat_rate,
        sum(store_rates.line_count) as line_count,
        sum(store_rates.sales_eur_incl_tax) as sales_eur_incl_tax,
        {{ sum_if_complete("store_rates.sales_eur_excl_tax") }} as sales_eur_excl_tax
    from store_rates
    inner join stores on store_rates.store_id = stores.store_id
    group by
        stores.country_code,
        stores.currency_code,
        store_rates.channel_code,
        store_rates.iso_week,
        store_rates.vat_rate

),

-- Both lists are asked for the week's last day.
final as (

    select
        countries.country_code,
        countries.currency_code,
        countries.channel_code,
        countries.iso_week,
        coalesce(cast(countries.vat_rate as varchar), '(none)') as vat_rate_code,
        countries.vat_rate,
        vat_rates.name_fr as vat_rate_name_fr,
        vat_rates.name_en as vat_rate_name_en,
        vat_rates.vat_rate is not null as is_listed_vat_rate,
        cast(countries.line_count as bigint) as line_count,
        cast(countries.sales_eur_incl_tax as numeric(18, 2)) as sales_eur_incl_tax,
        countries.sales_eur_excl_tax,
        cast(countries.sales_eur_incl_tax - countries.sales_eur_excl_tax as numeric(18, 2)) as vat_eur,
        cast(currency_rates.eur_per_unit as numeric(18, 8)) as eur_per_unit,
        cast(round(countries.sales_eur_incl_tax * currency_rates.eur_per_unit, 2) as numeric(18, 2))
            as converted_sales_eur_incl_tax
    from countries
    inner join weeks on countries.iso_week = weeks.iso_week
    left join vat_rates
        on
            countries.country_code = vat_rates.country_code
            and countries.vat_rate = vat_rates.vat_rate
            and weeks.last_date >= vat_rates.valid_from_date
            and (weeks.last_date < vat_rates.valid_until_date or vat_rates.valid_until_date is null)
    left join currency_rates
        on
            countries.currency_code = currency_rates.currency_code
            and weeks.last_date >= currency_rates.valid_from_date
            and (weeks.last_date < currency_rates.valid_until_date or currency_rates.valid_until_date is null)

)

select * from final

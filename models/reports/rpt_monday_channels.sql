-- One row per edition, ISO week, comparison and channel that sold in either period.
with

compared as (

    select * from {{ ref("fct_edition_channel_sales_weekly") }}

),

editions as (

    select * from {{ ref("dim_edition_weeks") }}

),

channels as (

    select * from {{ ref("dim_channels") }}

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

covered as (

    select
        compared.edition_code,
        compared.iso_week,
        compared.comparison_code,
        compared.channel_code,
        compared.current_sales_eur_incl_tax as current_sales,
        compared.current_ticket_count,
        compared.current_margin_eur_excl_tax as current_margin,
        compared.current_margin_base_eur_excl_tax as current_margin_base,
        sum(compared.current_sales_eur_incl_tax) over (
            partition by compared.edition_code, compared.iso_week, compared.comparison_code
        ) as total_sales,
        case when coverage.reason_code is null then compared.compared_sales_eur_incl_tax end as compared_sales,
        coverage.reason_code as coverage_reason_code
    from compared
    inner join editions
        on
            compared.edition_code = editions.edition_code
            and compared.iso_week = editions.iso_week
    inner join coverage
        on
            compared.edition_code = coverage.edition_code
            and compared.iso_week = coverage.iso_week
            and compared.comparison_code = coverage.comparison_code

),

final as (

    select
        covered.edition_code,
        covered.iso_week,
        covered.comparison_code,
        covered.channel_code,
        channels.channel_name_fr,
        channels.channel_name_en,
        channels.sort_order,
        covered.current_sales as current_sales_eur_incl_tax,
        {{ share_rate("current_sales", "total_sales") }} as sales_rate,
        covered.current_ticket_count,
        {{ ratio_half_up("current_sales", "current_ticket_count", 2) }} as average_basket_eur_incl_tax,
        {{ share_rate("current_margin", "current_margin_base") }} as margin_rate,
        covered.compared_sales as compared_sales_eur_incl_tax,
        {{ evolution_rate("current_sales", "compared_sales", "bigint") }} as evolution_rate,
        {{ evolution_reason("coverage_reason_code", "current_sales", "compared_sales") }} as reason_code
    from covered
    inner join channels on covered.channel_code = channels.channel_code

)

select * from final

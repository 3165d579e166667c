-- One row per edition, ISO week, comparison and channel that sold in either period.
with

compared as (

    select compared.*
    from {{ ref("fct_edition_channel_sales_weekly") }} as compared
    inner join {{ ref("dim_edition_weeks") }} as editions
        on
            compared.edition_code = editions.edition_code
            and compared.iso_week = editions.iso_week

),

channels as (

    select * from {{ ref("dim_channels") }}

),

coverage as (

    select * from {{ ref("fct_edition_comparisons_weekly") }}

),

covered as (

    {{ covered_sales("compared", "coverage", ["channel_code", "current_ticket_count"]) }}

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

-- One row per store, channel and trading day with at least one ticket.
with

tickets as (

    select * from {{ ref("fct_tickets") }}

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        min(iso_week) as iso_week,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
        cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(fuel_sales_eur_incl_tax) as numeric(18, 2)) as fuel_sales_eur_incl_tax,
        cast(sum(unknown_product_sales_eur_incl_tax) as numeric(18, 2)) as unknown_product_sales_eur_incl_tax,
        cast(sum(case when is_counted_as_ticket then 1 else 0 end) as bigint) as ticket_count,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(item_count) as bigint) as item_count,
        cast(sum(case when is_counted_as_ticket and has_loyalty_card then 1 else 0 end) as bigint)
            as loyalty_ticket_count,
        cast(sum(case when has_loyalty_card then sales_eur_incl_tax else 0 end) as numeric(18, 2))
            as loyalty_sales_eur_incl_tax
    from tickets
    group by
        store_id,
        channel_code,
        business_date

)

select * from final

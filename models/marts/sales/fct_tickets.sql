-- One row per till ticket, fulfilled order or return of a distance sale that has at least one line.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

summed as (

    select
        channel_code,
        transaction_id,
        min(transaction_type) as transaction_type,
        min(store_id) as store_id,
        min(journey) as journey,
        min(partner_code) as partner_code,
        cast(count(*) as bigint) as line_count,
        cast(sum(quantity) as numeric(18, 3)) as net_quantity,
        cast(sum(item_count) as bigint) as item_count,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
        cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(case when is_fuel then sales_eur_incl_tax else 0 end) as numeric(18, 2)) as fuel_sales_eur_incl_tax,
        cast(sum(case when has_known_product then 0 else sales_eur_incl_tax end) as numeric(18, 2))
            as unknown_product_sales_eur_incl_tax,
        {{ sum_if_complete("commission_eur_excl_tax") }} as commission_eur_excl_tax,
        cast(sum(cost_eur_excl_tax) as numeric(18, 2)) as cost_eur_excl_tax,
        cast(sum(case when margin_eur_excl_tax is not null then sales_eur_excl_tax end) as numeric(18, 2))
            as margin_base_eur_excl_tax,
        cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax,
        max(case when has_loyalty_card then 1 else 0 end) = 1 as has_loyalty_card,
        min(business_date) as business_date,
        min(iso_week) as iso_week,
        min(sold_at) as sold_at
    from lines
    group by
        channel_code,
        transaction_id

),

final as (

    select
        *,
        case transaction_type
            when 'order' then true
            when 'return' then false
            else net_quantity > 0
        end as is_counted_as_ticket
    from summed

)

select * from final

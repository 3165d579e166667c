-- One row per sold or returned line, whatever the channel.
with

lines as (

    select * from {{ ref("int_sales__lines_measured") }}

),

final as (

    select
        channel_code,
        transaction_type,
        transaction_id,
        line_number,
        order_id,
        store_id,
        case when has_known_product then product_id else '(unknown)' end as product_id,
        product_id as delivered_product_id,
        promotion_id,
        partner_code,
        journey,
        line_type,
        quantity,
        ordered_quantity,
        is_substitution,
        item_count,
        sales_eur_incl_tax,
        sales_eur_excl_tax,
        discount_eur_incl_tax,
        commission_eur_excl_tax,
        cost_eur_excl_tax,
        cast(sales_eur_excl_tax - commission_eur_excl_tax - cost_eur_excl_tax as numeric(18, 2)) as margin_eur_excl_tax,
        vat_rate,
        has_loyalty_card,
        has_known_product,
        has_other_vat_rate,
        is_fuel,
        is_amount_without_quantity,
        business_date,
        iso_week,
        sold_at,
        sold_at_local
    from lines

)

select * from final

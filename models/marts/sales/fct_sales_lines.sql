-- One row per sold or returned line, whatever the channel.
with

lines as (

    select * from {{ ref("int_sales__lines_measured") }}

),

final as (

    select
        channel_code,
        transaction_id,
        line_number,
        store_id,
        case when has_known_product then product_id else '(unknown)' end as product_id,
        product_id as delivered_product_id,
        promotion_id,
        journey,
        line_type,
        quantity,
        item_count,
        sales_eur_incl_tax,
        sales_eur_excl_tax,
        discount_eur_incl_tax,
        vat_rate,
        has_loyalty_card,
        has_known_product,
        is_fuel,
        is_amount_without_quantity,
        business_date,
        iso_week,
        sold_at,
        sold_at_local
    from lines

)

select * from final

-- One row per sold or returned line, with the measures that the house agreed on.
with

lines as (

    select * from {{ ref("int_sales__sold_lines") }}

),

products as (

    select * from {{ ref("int_reference__products") }}

),

costs as (

    select * from {{ ref("int_reference__product_cost_periods") }}

),

lines_with_product as (

    select
        lines.*,
        costs.unit_cost_eur_excl_tax,
        products.product_id is not null as has_known_product,
        coalesce(products.is_fuel, false) as is_fuel,
        coalesce(products.vat_rate <> lines.vat_rate, false) as has_other_vat_rate,
        coalesce(products.sales_unit, 'each') = 'each'
        and not coalesce(products.is_fuel, false)
        and lines.quantity = round(lines.quantity, 0) as is_counted_in_pieces
    from lines
    left join products on lines.product_id = products.product_id
    left join costs
        on
            lines.product_id = costs.product_id
            and lines.business_date >= costs.valid_from_date
            and (lines.business_date < costs.valid_until_date or costs.valid_until_date is null)

),

final as (

    select
        channel_code,
        transaction_type,
        transaction_id,
        line_number,
        order_id,
        store_id,
        product_id,
        promotion_id,
        partner_code,
        journey,
        line_type,
        quantity,
        ordered_quantity,
        is_substitution,
        cast(case when is_counted_in_pieces then quantity else sign(quantity) end as bigint) as item_count,
        amount_eur_incl_tax as sales_eur_incl_tax,
        {{ ratio_half_up("amount_eur_incl_tax", "1 + vat_rate", exact="numeric(18, 4)") }} as sales_eur_excl_tax,
        discount_eur_incl_tax,
        commission_eur_excl_tax,
        cast(round(quantity * unit_cost_eur_excl_tax, 2) as numeric(18, 2)) as cost_eur_excl_tax,
        vat_rate,
        has_loyalty_card,
        has_known_product,
        has_other_vat_rate,
        is_fuel,
        quantity = 0 and amount_eur_incl_tax <> 0 as is_amount_without_quantity,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        sold_at,
        sold_at_local
    from lines_with_product

)

select * from final

-- One row per sold or returned line of a sound transaction, whatever the channel.
with

store_lines as (

    select
        channel_code,
        'ticket' as transaction_type,
        transaction_id,
        line_number,
        cast(null as varchar) as order_id,
        store_id,
        product_id,
        promotion_id,
        cast(null as varchar) as partner_code,
        journey,
        line_type,
        quantity,
        quantity as ordered_quantity,
        false as is_substitution,
        amount_eur_incl_tax,
        discount_eur_incl_tax,
        vat_rate,
        cast(0 as numeric(18, 2)) as commission_eur_excl_tax,
        has_loyalty_card,
        business_date,
        sold_at,
        sold_at_local
    from {{ ref("int_sales__store_lines") }}

),

order_lines as (

    select
        channel_code,
        'order' as transaction_type,
        order_id as transaction_id,
        line_number,
        order_id,
        coalesce(store_id, '(none)') as store_id,
        product_id,
        promotion_id,
        partner_code,
        channel_code as journey,
        'sale' as line_type,
        quantity,
        ordered_quantity,
        is_substitution,
        amount_eur_incl_tax,
        discount_eur_incl_tax,
        vat_rate,
        commission_eur_excl_tax,
        has_loyalty_card,
        business_date,
        sold_at,
        sold_at_local
    from {{ ref("int_sales__order_lines") }}
    -- What was ordered and never delivered was not sold.
    where
        quantity <> 0
        or amount_eur_incl_tax <> 0

),

return_lines as (

    select
        channel_code,
        'return' as transaction_type,
        return_id as transaction_id,
        1 as line_number,
        order_id,
        coalesce(store_id, '(none)') as store_id,
        product_id,
        promotion_id,
        partner_code,
        channel_code as journey,
        'return' as line_type,
        -quantity as quantity,
        cast(null as numeric(18, 3)) as ordered_quantity,
        false as is_substitution,
        -amount_eur_incl_tax as amount_eur_incl_tax,
        cast(0 as numeric(18, 2)) as discount_eur_incl_tax,
        vat_rate,
        cast(0 as numeric(18, 2)) as commission_eur_excl_tax,
        has_loyalty_card,
        business_date,
        returned_at as sold_at,
        returned_at_local as sold_at_local
    from {{ ref("int_sales__dated_returns") }}
    where set_aside_reason_code is null

),

final as (

    select * from store_lines
    union all
    select * from order_lines
    union all
    select * from return_lines

)

select * from final

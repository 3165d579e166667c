-- One row per line of a sound fulfilled order; what was ordered and not delivered stands with quantity 0.
with

orders as (

    select *
    from {{ ref("int_sales__orders") }}
    where set_aside_reason_code is null

),

lines as (

    {% for channel_code, relation in order_channels("order_lines") -%}
        select
            '{{ channel_code }}' as channel_code,
            order_id,
            line_number,
            product_id,
            promotion_id,
            quantity,
            ordered_quantity,
            substituted_for_product_id,
            amount_eur_incl_tax,
            discount_eur_incl_tax,
            vat_rate,
            {{ "" if channel_code == "marketplace" else "cast(0 as numeric(18, 2)) as " }}commission_eur_excl_tax
        from {{ ref(relation) }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

loyal_accounts as (

    {% for channel_code, relation in order_channels("accounts") -%}
        select
            '{{ channel_code }}' as channel_code,
            account_id
        from {{ ref(relation) }}
        where loyalty_card_number is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select
        orders.channel_code,
        orders.order_id,
        lines.line_number,
        orders.store_id,
        lines.product_id,
        lines.promotion_id,
        orders.partner_code,
        lines.quantity,
        lines.ordered_quantity,
        lines.substituted_for_product_id is not null as is_substitution,
        lines.amount_eur_incl_tax,
        lines.discount_eur_incl_tax,
        lines.vat_rate,
        lines.commission_eur_excl_tax,
        loyal_accounts.account_id is not null as has_loyalty_card,
        orders.business_date,
        orders.sold_at,
        orders.sold_at_local
    from orders
    inner join lines
        on
            orders.channel_code = lines.channel_code
            and orders.order_id = lines.order_id
    left join loyal_accounts
        on
            orders.channel_code = loyal_accounts.channel_code
            and orders.account_id = loyal_accounts.account_id

)

select * from final

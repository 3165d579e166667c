-- One row per return of a distance sale with the day on which it counts, sound or set aside.
with

returns as (

    select * from {{ ref("int_sales__returns") }}

),

horizons as (

    select * from {{ ref("int_sales__product_horizons") }}

),

products as (

    select * from {{ ref("int_reference__products") }}

),

with_horizon as (

    select
        returns.*,
        products.vat_rate as product_vat_rate,
        -- A product that the referential does not know has the channel's default.
        coalesce(horizons.horizon_hours, default_horizons.horizon_hours) as horizon_hours
    from returns
    left join products on returns.product_id = products.product_id
    left join horizons
        on
            returns.channel_code = horizons.channel_code
            and returns.product_id = horizons.product_id
    left join horizons as default_horizons
        on
            returns.channel_code = default_horizons.channel_code
            and default_horizons.product_id = '(unknown)'

),

with_day as (

    select
        *,
        coalesce(
            order_business_date is not null
            and (
                return_reason in ('missing', 'damaged', 'substitution_refused')
                or returned_at <= {{ dbt.dateadd("hour", "horizon_hours", "order_fulfilled_at") }}
            ),
            false
        ) as restates_the_sale,
        cast(returned_at_local as date) as return_date
    from with_horizon

),

counted as (

    select
        *,
        case when restates_the_sale then order_business_date else return_date end as business_date,
        true as has_known_store,
        cast(null as date) as opened_date
    from with_day

),

final as (

    select
        channel_code,
        return_id,
        order_id,
        store_id,
        product_id,
        promotion_id,
        partner_code,
        delivery_id,
        return_reason,
        quantity,
        amount_eur_incl_tax,
        -- A return carries no rate of its own.
        coalesce(order_vat_rate, product_vat_rate) as vat_rate,
        has_loyalty_card,
        restates_the_sale,
        business_date,
        returned_at,
        returned_at_local,
        coalesce(
            case when is_order_set_aside then 'order_set_aside' end,
            {{ set_aside_reason("return", "counted") }}
        ) as set_aside_reason_code
    from counted

)

select * from final

-- One row per distance channel and product: how long after its delivery a customer may withdraw.
with

channels as (

    select * from {{ ref("channels") }}
    where is_distance_sale

),

products as (

    select
        product_id,
        family_code,
        coalesce(is_perishable, false) as is_perishable
    from {{ ref("int_reference__products") }}
    union all
    select
        '(unknown)' as product_id,
        cast(null as varchar) as family_code,
        false as is_perishable

),

rules as (

    select * from {{ ref("withdrawal_horizons") }}

),

-- The rule that says most about the product wins: its family before its being perishable, before its channel.
matched as (

    select
        channels.channel_code,
        products.product_id,
        rules.horizon_hours,
        row_number() over (
            partition by channels.channel_code, products.product_id
            order by
                case when rules.family_code is null then 1 else 0 end asc,
                case when rules.is_perishable is null then 1 else 0 end asc,
                case when rules.channel_code is null then 1 else 0 end asc
        ) as rule_rank
    from channels
    cross join products
    inner join rules
        on
            (rules.channel_code is null or channels.channel_code = rules.channel_code)
            and (rules.family_code is null or products.family_code = rules.family_code)
            and (rules.is_perishable is null or products.is_perishable = rules.is_perishable)

),

final as (

    select
        channel_code,
        product_id,
        cast(horizon_hours as bigint) as horizon_hours
    from matched
    where rule_rank = 1

)

select * from final

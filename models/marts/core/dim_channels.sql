-- One row per sales channel.
with

channels as (

    select * from {{ ref("channels") }}

),

final as (

    select
        channel_code,
        name_fr as channel_name_fr,
        name_en as channel_name_en,
        cast(sort_order as bigint) as sort_order,
        is_distance_sale
    from channels

)

select * from final

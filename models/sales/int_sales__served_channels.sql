-- One row per store and channel that the referential ever named for it or in which it ever traded.
with

active_days as (

    select * from {{ ref("int_sales__active_days") }}

),

periods as (

    select * from {{ ref("int_reference__store_periods") }}

),

channel_codes as (

    select channel_code from {{ ref("channels") }}

),

traded as (

    select
        store_id,
        channel_code,
        min(business_date) as first_traded_date
    from active_days
    where store_id <> '(none)'
    group by
        store_id,
        channel_code

),

named as (

    select distinct
        periods.store_id,
        channel_codes.channel_code
    from periods
    cross join channel_codes
    where {{ lists("periods.served_channels", "channel_codes.channel_code") }}

),

final as (

    select
        coalesce(named.store_id, traded.store_id) as store_id,
        coalesce(named.channel_code, traded.channel_code) as channel_code,
        traded.first_traded_date
    from named
    full outer join traded
        on
            named.store_id = traded.store_id
            and named.channel_code = traded.channel_code

)

select * from final

-- One row per store and channel that the referential ever named for it or in which it ever traded.
with

active_days as (

    select * from {{ ref("int_sales__active_days") }}

),

stores as (

    select * from {{ ref("int_reference__stores") }}

),

periods as (

    select * from {{ ref("int_reference__store_periods") }}

),

channel_codes as (

    select channel_code from {{ ref("channels") }}

),

-- What came before the store's opening is set aside in sales, and says nothing here either.
traded as (

    select
        active_days.store_id,
        active_days.channel_code,
        min(active_days.business_date) as first_traded_date
    from active_days
    inner join stores on active_days.store_id = stores.store_id
    where
        active_days.business_date >= stores.opened_date
        or stores.opened_date is null
    group by
        active_days.store_id,
        active_days.channel_code

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

-- One row per store, channel and day of the history: whether it was expected, and whether it arrived.
with

opening_days as (

    select * from {{ ref("int_sales__opening_days") }}

),

active_days as (

    select * from {{ ref("int_sales__active_days") }}

),

-- Distance orders come from one central system, which sends the days of all stores together.
channel_days as (

    select * from {{ ref("int_sales__channel_days") }}

),

arrivals as (

    select
        opening_days.*,
        active_days.store_id is not null as has_traded,
        case
            when opening_days.channel_code = 'store' then active_days.store_id is not null
            else coalesce(channel_days.has_arrived, false)
        end as has_arrived
    from opening_days
    left join active_days
        on
            opening_days.store_id = active_days.store_id
            and opening_days.channel_code = active_days.channel_code
            and opening_days.business_date = active_days.business_date
    left join channel_days
        on
            opening_days.channel_code = channel_days.channel_code
            and opening_days.business_date = channel_days.business_date

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        iso_week,
        is_expected,
        closure_reason,
        has_arrived,
        has_traded
    from arrivals

)

select * from final

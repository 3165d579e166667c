-- One row per channel and fulfilled order: does its total agree with its lines?
with

orders as (

    select
        channel_code,
        order_id,
        min(coalesce(store_id, '(none)')) as store_id,
        min(business_date) as business_date,
        count(*) as sent_count,
        sum(total_eur_incl_tax) as total_eur_incl_tax,
        max(line_count) as line_count,
        max(line_total_eur_incl_tax) as line_total_eur_incl_tax,
        min(set_aside_reason_code) as set_aside_reason_code
    from {{ ref("int_sales__orders") }}
    group by
        channel_code,
        order_id

),

final as (

    select
        channel_code,
        order_id,
        store_id,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        cast(total_eur_incl_tax as numeric(18, 2)) as total_eur_incl_tax,
        cast(coalesce(line_count, 0) as bigint) as line_count,
        cast(line_total_eur_incl_tax as numeric(18, 2)) as line_total_eur_incl_tax,
        cast(coalesce(line_total_eur_incl_tax, 0) - total_eur_incl_tax as numeric(18, 2))
            as line_difference_eur_incl_tax,
        set_aside_reason_code,
        case
            when sent_count > 1 then 'order_repeated'
            when line_count is null then 'lines_missing'
            when line_total_eur_incl_tax <> total_eur_incl_tax then 'lines_differ'
            else 'agrees'
        end as order_check_status
    from orders

)

select * from final

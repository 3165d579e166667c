-- One row per till ticket and reason for which it was set aside: its sales are in no figure.
with

tickets as (

    select * from {{ ref("int_sales__store_tickets") }}

),

final as (

    select
        ticket_id,
        min(store_id) as store_id,
        min(delivery_id) as delivery_id,
        set_aside_reason_code,
        cast(sum(total_eur_incl_tax) as numeric(18, 2)) as total_eur_incl_tax,
        min(business_date) as business_date,
        min({{ iso_week_label("business_date") }}) as iso_week
    from tickets
    where set_aside_reason_code is not null
    group by
        ticket_id,
        set_aside_reason_code

)

select * from final

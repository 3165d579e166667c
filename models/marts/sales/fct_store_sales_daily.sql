-- One row per store, channel and trading day with at least one ticket, order or return.
with

tickets as (

    select
        *,
        case when is_counted_as_ticket then 1 else 0 end as ticket_count,
        case when is_counted_as_ticket and has_loyalty_card then 1 else 0 end as loyalty_ticket_count,
        case when has_loyalty_card then sales_eur_incl_tax else 0 end as loyalty_sales_eur_incl_tax
    from {{ ref("fct_tickets") }}

),

final as (

    select
        store_id,
        channel_code,
        business_date,
        min(iso_week) as iso_week,
        {{ summed_sales() }}
    from tickets
    group by
        store_id,
        channel_code,
        business_date

)

select * from final

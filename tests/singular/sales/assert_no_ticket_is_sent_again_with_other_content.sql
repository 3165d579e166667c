-- Each ticket that `append` sent again with another total, day, store or status: the first one stands.
{{ config(severity="warn", meta={"rule": {"kind": "sent_again", "columns": ["ticket_id"]}}) }}

with

appended as (

    select *
    from {{ source("pos", "tickets") }}
    where
        delivery_mode = 'append'
        and delivered_at <= {{ as_of() }}

),

final as (

    select
        ticket_id,
        count(*) as sent_count
    from appended
    group by ticket_id
    having
        min(total_eur_incl_tax) <> max(total_eur_incl_tax)
        or min(business_date) <> max(business_date)
        or min(store_id) <> max(store_id)
        or min(status) <> max(status)

)

select * from final

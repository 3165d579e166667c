-- Each ticket timed in the hour that clocks leave out in March: it counts on its day, and its till's clock is wrong.
{{ config(severity="warn", meta={"rule": {"kind": "clock", "columns": ["closed_at"]}}) }}

with

tickets as (

    select * from {{ ref("int_sales__store_tickets") }}

),

stores as (

    select
        store_id,
        coalesce(time_zone, 'Europe/Paris') as time_zone
    from {{ ref("int_reference__stores") }}

),

final as (

    select
        tickets.ticket_id,
        tickets.store_id,
        tickets.sold_at_local
    from tickets
    inner join stores on tickets.store_id = stores.store_id
    -- Only the last Sunday of March has such an hour; the years' other nights need no conversion.
    where
        extract(month from tickets.business_date) = 3
        and {{ utc_to_local("tickets.sold_at", "stores.time_zone") }} <> tickets.sold_at_local

)

select * from final

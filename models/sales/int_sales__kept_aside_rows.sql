-- One row per delivered row that could not be typed, of what had come by the run, with the store-day that it names.
with

rows_in_quarantine as (

    select * from {{ ref("stg_ledger__kept_aside_rows") }}

),

deliveries as (

    select * from {{ ref("stg_ledger__deliveries") }}

),

replaced as (

    select * from {{ ref("stg_ledger__replaced_kept_rows") }}

),

-- A later whole state that holds from the same day or an earlier one says all that the row could have said.
covered as (

    select distinct
        deliveries.source_name,
        deliveries.entity_name,
        deliveries.delivery_id
    from deliveries
    inner join deliveries as later_deliveries
        on
            deliveries.source_name = later_deliveries.source_name
            and deliveries.entity_name = later_deliveries.entity_name
            and deliveries.delivery_id < later_deliveries.delivery_id
            and deliveries.covers_from_date >= later_deliveries.covers_from_date
    where
        deliveries.delivery_mode = 'full'
        and later_deliveries.delivery_mode = 'full'
        and later_deliveries.delivery_status = 'accepted'

),

tickets as (

    select
        ticket_id,
        min(store_id) as store_id,
        min(business_date) as business_date
    from {{ ref("int_sales__store_tickets") }}
    group by ticket_id

),

stores as (

    select store_id from {{ ref("int_reference__stores") }}

),

-- A line names no store: it is its ticket's. What stands where a store should may be anything: a known one counts.
final as (

    select
        kept.source_name,
        kept.entity_name,
        kept.delivery_id,
        kept.file_name,
        kept.file_row_number,
        case kept.source_name
            when 'pos' then 'store'
            when 'ecommerce' then 'home_delivery'
            when 'drive' then 'drive'
            when 'marketplace' then 'marketplace'
        end as channel_code,
        stores.store_id,
        coalesce(kept.business_date, tickets.business_date) as business_date,
        kept.reason_code,
        kept.column_name,
        kept.amount_eur_incl_tax,
        kept.entity_name in ('tickets', 'orders', 'returns') as is_transaction,
        kept.entity_name in ('tickets', 'ticket_lines', 'z_reports', 'orders', 'order_lines', 'returns') as is_of_sales,
        case
            when kept.replayed_at is not null then 'replayed'
            when replaced.delivery_id is not null or covered.delivery_id is not null then 'replaced'
            else 'open'
        end as resolution_status,
        kept.detected_at,
        kept.replayed_at,
        deliveries.delivered_at
    from rows_in_quarantine as kept
    inner join deliveries
        on
            kept.source_name = deliveries.source_name
            and kept.entity_name = deliveries.entity_name
            and kept.delivery_id = deliveries.delivery_id
    left join replaced
        on
            kept.source_name = replaced.source_name
            and kept.entity_name = replaced.entity_name
            and kept.delivery_id = replaced.delivery_id
            and kept.file_name = replaced.file_name
            and kept.file_row_number = replaced.file_row_number
    left join covered
        on
            kept.source_name = covered.source_name
            and kept.entity_name = covered.entity_name
            and kept.delivery_id = covered.delivery_id
    left join tickets
        on
            kept.entity_name = 'ticket_lines'
            and kept.transaction_id = tickets.ticket_id
    left join stores on coalesce(kept.store_text, tickets.store_id) = stores.store_id

)

select * from final

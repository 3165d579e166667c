-- One row per store and channel of which something was corrected since the last earlier Monday.
with

documents as (

    select * from {{ ref("int_sales__later_documents") }}
    where change_reason = 'correction'

),

-- Every ticket, also one that the correction made void: what it took away stands on no line any more.
stores_of as (

    select
        'store' as channel_code,
        ticket_id as transaction_id,
        'ticket' as transaction_type,
        store_id
    from {{ ref("stg_pos__tickets") }}
    union all
    select
        channel_code,
        order_id as transaction_id,
        'order' as transaction_type,
        store_id
    from {{ ref("int_sales__placed_orders") }}
    union all
    select
        channel_code,
        return_id as transaction_id,
        'return' as transaction_type,
        store_id
    from {{ ref("int_sales__returns") }}

),

final as (

    select distinct
        coalesce(stores_of.store_id, '(none)') as store_id,
        documents.channel_code
    from documents
    inner join stores_of
        on
            documents.channel_code = stores_of.channel_code
            and documents.transaction_type = stores_of.transaction_type
            and documents.transaction_id = stores_of.transaction_id

)

select * from final

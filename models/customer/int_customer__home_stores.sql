-- One row per customer who named a store as the usual one: the loyalty programme's before the drive's, the last first.
with

members as (

    select * from {{ ref("stg_loyalty__members") }}

),

drive_accounts as (

    select * from {{ ref("stg_drive__accounts") }}

),

stores as (

    select * from {{ ref("int_reference__stores") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

named_stores as (

    select
        'loyalty-' || member_id as record_id,
        1 as source_rank,
        home_store_id as store_id
    from members
    union all
    select
        'drive-' || account_id as record_id,
        2 as source_rank,
        preferred_store_id as store_id
    from drive_accounts

),

final as (

    select
        customer_records.customer_id,
        stores.store_id as home_store_id
    from named_stores
    inner join stores
        on named_stores.store_id = stores.store_id
    inner join customer_records
        on named_stores.record_id = customer_records.record_id
    inner join identities
        on customer_records.record_number = identities.record_number
    qualify
        row_number() over (
            partition by customer_records.customer_id
            order by
                named_stores.source_rank asc nulls last,
                coalesce(identities.updated_at, identities.created_at) desc nulls last,
                customer_records.record_number asc nulls last
        ) = 1

)

select * from final

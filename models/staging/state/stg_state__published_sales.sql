-- One row per Monday, store, channel and day whose published figure was new or another one than before.
with

source as (

    select * from {{ source("state", "published_sales") }}

),

final as (

    select
        run_id,
        store_id,
        channel_code,
        business_date,
        cast(entry_number as bigint) as entry_number,
        cast(sales_eur_incl_tax as numeric(18, 2)) as sales_eur_incl_tax,
        as_of as published_at
    from source
    where as_of < {{ as_of() }}

)

select * from final

-- One row per delivered row that could not be typed: where it stands, why, and what of its sale can be read.
with

source as (

    -- A row of a database made before the deliveries' own moments were kept came with the run that met it.
    select *
    from {{ source("quarantine", "delivered_rows") }}
    where coalesce(delivered_at, detected_at) <= {{ as_of() }}

),

-- As the source wrote them: only what a cast understands is more than text.
read_values as (

    select
        *,
        {{ json_text("delivered_row", "store_id") }} as store_text,
        coalesce(
            {{ json_text("delivered_row", "business_date") }},
            {{ json_text("delivered_row", "fulfilled_at") }},
            {{ json_text("delivered_row", "returned_at") }}
        ) as date_text,
        coalesce(
            {{ json_text("delivered_row", "ticket_id") }},
            {{ json_text("delivered_row", "return_id") }},
            {{ json_text("delivered_row", "order_id") }}
        ) as transaction_id,
        case
            when entity in ('tickets', 'orders') then {{ json_text("delivered_row", "total_eur_incl_tax") }}
            when entity in ('ticket_lines', 'order_lines', 'returns')
                then {{ json_text("delivered_row", "amount_eur_incl_tax") }}
        end as amount_text
    from source

),

final as (

    select
        source as source_name,
        entity as entity_name,
        delivery_id,
        file_name,
        file_row_number,
        transaction_id,
        store_text,

        reason_code,
        column_name,

        try_cast(amount_text as numeric(18, 2)) as amount_eur_incl_tax,

        case when date_text like '____-__-__%' then try_cast(left(date_text, 10) as date) end as business_date,
        detected_at,
        replayed_at
    from read_values

)

select * from final

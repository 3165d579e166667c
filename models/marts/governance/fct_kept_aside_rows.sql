-- One row per delivered row that could not be typed, with what became of it and no value of it but date and amount.
with

kept_aside as (

    select * from {{ ref("int_sales__kept_aside_rows") }}

),

-- The amount of a line is that of its ticket, which is set aside or kept aside itself: it would count twice.
final as (

    select
        source_name,
        entity_name,
        delivery_id,
        file_name,
        file_row_number,
        channel_code,
        store_id,
        business_date,
        {{ iso_week_label("business_date") }} as iso_week,
        reason_code,
        column_name,
        is_of_sales,
        is_transaction,
        case when is_transaction then cast(amount_eur_incl_tax as numeric(18, 2)) end as affected_eur_incl_tax,
        is_transaction and amount_eur_incl_tax is null as is_amount_unreadable,
        resolution_status,
        detected_at,
        replayed_at,
        delivered_at
    from kept_aside

)

select * from final

-- Each week in which golden customers and duplicates, inside applications and across them, are not all records.
with

customers as (

    select * from {{ ref("rpt_monday_customers") }}

),

final as (

    select
        iso_week,
        record_count,
        customer_count,
        inside_duplicate_count,
        across_duplicate_count
    from customers
    where
        record_count <> customer_count + inside_duplicate_count + across_duplicate_count
        or across_duplicate_count < 0

)

select * from final
